import { OptionsSection } from './OptionsSection.tsx';
import type { ExchangeView, OptionsActions } from './options-view.ts';

interface ExchangesSectionProps extends Pick<OptionsActions, 'onExchange'> {
  readonly exchanges: readonly ExchangeView[] | null;
}

interface ExchangeItemProps extends Pick<OptionsActions, 'onExchange'> {
  readonly exchange: ExchangeView;
}

const USES = [
  ['on', 'On'],
  ['fallback', 'If needed'],
  ['off', 'Off'],
] as const;

const ExchangeItem = ({ exchange, onExchange }: ExchangeItemProps) => (
  <li class="exchange-item">
    <div class="exchange-name">
      <b>{exchange.name}</b>
      <p class="faint">{exchange.words}</p>
    </div>
    <fieldset class="segmented">
      <legend class="visually-hidden">Use {exchange.name}</legend>
      {USES.map(([use, label]) => (
        <label key={use}>
          <input
            type="radio"
            name={`use-${exchange.id}`}
            value={use}
            checked={exchange.use === use}
            disabled={use === 'off' && !exchange.mayBeOff}
            onChange={() => onExchange(exchange.id, use)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  </li>
);

/** Which exchanges' books are summed in the map. */
export const ExchangesSection = ({ exchanges, onExchange }: ExchangesSectionProps) => (
  <OptionsSection
    id="exchanges"
    title="Exchanges"
    lead="The map is the sum of the exchanges that are on. One of them always stays."
  >
    <ul class="exchange-list">
      {exchanges?.map((exchange) => (
        <ExchangeItem key={exchange.id} exchange={exchange} onExchange={onExchange} />
      ))}
    </ul>
  </OptionsSection>
);
