import { useState } from 'preact/hooks';
import type { StripView } from './options-view.ts';

const percent = (share: number): string => `${100 * share}%`;

/** A month of a book as a strip: what is stored is filled, gaps are hatched and tell their reason. */
export const CoverageStrip = ({ strip }: { readonly strip: StripView }) => {
  const [words, setWords] = useState<string | null>(null);
  const forget = (): void => setWords(null);
  return (
    <div class="coverage">
      <div class="strip">
        {strip.parts.map((part) =>
          part.kind === 'stored' ? (
            <span
              key={`stored ${part.from}`}
              class="strip-stored"
              style={{ left: percent(part.from), width: percent(part.width) }}
            />
          ) : (
            <button
              key={`gap ${part.from} ${part.words}`}
              type="button"
              class="strip-gap"
              style={{ left: percent(part.from), width: percent(part.width) }}
              aria-label={`Gap. ${part.words}`}
              onFocus={() => setWords(part.words)}
              onMouseEnter={() => setWords(part.words)}
              onBlur={forget}
              onMouseLeave={forget}
            />
          ),
        )}
      </div>
      <p class="strip-ends">
        <span>{strip.fromWords}</span>
        <span>{strip.throughWords}</span>
      </p>
      <p class="strip-words">{words ?? strip.summary}</p>
    </div>
  );
};
