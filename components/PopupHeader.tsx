import { formatDuration, formatPrice } from '@/lib/insight/format.ts';
import { LensMark } from './LensMark.tsx';
import type { HealthView, PopupState } from './popup-view.ts';
import { Placeholder } from './Placeholder.tsx';

interface PopupHeaderProps {
  readonly state: PopupState;
  readonly symbol: string | null;
  readonly price: number | null;
  readonly ageMs: number | null;
  readonly health: HealthView;
}

const AGE_WORDS = { good: 'Up to date', busy: 'Loading', warn: 'Needs attention', bad: 'No data' };

/** Symbol and mark price, with the age of the data and a dot that says how healthy it is. */
export const PopupHeader = ({ state, symbol, price, ageMs, health }: PopupHeaderProps) => (
  <header class="popup-header">
    <LensMark />
    <div class="header-name">
      <h1>{symbol ?? <Placeholder width={72} />}</h1>
      <p class="age">
        <span class={`dot dot-${health.tone}`} role="img" aria-label={AGE_WORDS[health.tone]} />
        <span>{ageMs === null ? AGE_WORDS[health.tone] : `${formatDuration(ageMs)} ago`}</span>
      </p>
    </div>
    <p class="header-price">
      <span class="visually-hidden">Mark price </span>
      {price === null ? (
        state === 'loading' ? (
          <Placeholder width={118} />
        ) : (
          <span class="faint">–</span>
        )
      ) : (
        formatPrice(price)
      )}
    </p>
  </header>
);
