import { formatPrice } from '@/lib/insight/format.ts';
import { describeFreshness } from '@/lib/insight/freshness-words.ts';
import { LensMark } from './LensMark.tsx';
import type { HealthView, PopupState } from './popup-view.ts';
import { Placeholder } from './Placeholder.tsx';

interface PopupHeaderProps {
  readonly state: PopupState;
  readonly symbol: string | null;
  readonly price: number | null;
  readonly ageMs: number | null;
  readonly isLive: boolean;
  readonly exchanges: string | null;
  readonly health: HealthView;
}

const AGE_WORDS = { good: 'Up to date', busy: 'Loading', warn: 'Needs attention', bad: 'No data' };

/** Symbol and mark price, with the age of the data and a dot that says how healthy it is. */
export const PopupHeader = ({
  state,
  symbol,
  price,
  ageMs,
  isLive,
  exchanges,
  health,
}: PopupHeaderProps) => (
  <header class="popup-header">
    <LensMark />
    <div class="header-name">
      <h1>
        {symbol ?? <Placeholder width={72} />}
        {exchanges !== null && <span class="header-exchanges">{exchanges}</span>}
      </h1>
      <p class="age">
        <span
          class={`dot dot-${health.tone}${isLive ? ' dot-live' : ''}`}
          role="img"
          aria-label={AGE_WORDS[health.tone]}
        />
        <span>
          {ageMs === null ? AGE_WORDS[health.tone] : describeFreshness({ ageMs, isLive })}
        </span>
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
