/** Which exchanges a map is made of, in words, and why one of them is not in it. */
import type { MarketId } from '../markets/book-key.ts';
import type { FaultKind } from '../store/status.ts';

export const EXCHANGE_NAMES: Readonly<Record<MarketId, string>> = {
  binance: 'Binance',
  bybit: 'Bybit',
};

const joinNames = (exchanges: readonly MarketId[]): string =>
  exchanges.map((id) => EXCHANGE_NAMES[id]).join(' + ');

/** "Binance + Bybit", "Bybit alone"; null for Binance alone, which is what everyone expects. */
export const nameExchanges = (exchanges: readonly MarketId[]): string | null => {
  const [first] = exchanges;
  if (exchanges.length > 1) return joinNames(exchanges);
  return first === undefined || first === 'binance' ? null : `${EXCHANGE_NAMES[first]} alone`;
};

/** An exchange that the user wants in the map and that does not serve it. */
export interface Refusal {
  readonly marketId: MarketId;
  readonly kind: FaultKind;
}

const describeReason = ({ marketId, kind }: Refusal): string => {
  const name = EXCHANGE_NAMES[marketId];
  switch (kind) {
    case 'location-refused':
      return `${name} refuses this location`;
    case 'firewall':
      return `${name}’s firewall turns this network away`;
    case 'no-permission':
      return `We may not ask ${name}`;
    case 'unknown-symbol':
      return `${name} does not list this contract`;
    default:
      return `${name} cannot be had`;
  }
};

/** "Binance refuses this location: Bybit alone." and what that means for the map. */
export const describeRefusal = (
  refusal: Refusal,
  exchanges: readonly MarketId[],
): { readonly title: string; readonly advice: string } => {
  const served = nameExchanges(exchanges) ?? `${joinNames(exchanges)} alone`;
  const missing = EXCHANGE_NAMES[refusal.marketId];
  return {
    title: `${describeReason(refusal)}: ${served}.`,
    advice: `Positions on ${missing} are not in this map.`,
  };
};
