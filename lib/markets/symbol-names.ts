/**
 * The same contract under the names of two exchanges. Most names are the same. A contract of which the
 * other exchange quotes another number of coins (1000SATS and 10000SATS) has no second name here: its
 * prices would not fit, and under its own name the other exchange does not list it.
 */
import type { MarketId } from './book-key.ts';

const DIFFERENT_NAMES: readonly Readonly<Record<MarketId, string>>[] = [
  { binance: '1000SHIBUSDT', bybit: 'SHIB1000USDT' },
  { binance: '1MBABYDOGEUSDT', bybit: '1000000BABYDOGEUSDT' },
];

/** Contracts with USDC as margin: `BTCUSDC` on Binance, `BTCPERP` on Bybit. */
const USDC_ENDINGS: Readonly<Record<MarketId, string>> = { binance: 'USDC', bybit: 'PERP' };

const toUsdcName = (symbol: string, marketId: MarketId): string => {
  const base = /^(.+?)(?:USDC|PERP)$/.exec(symbol)?.[1];
  return base === undefined ? symbol : `${base}${USDC_ENDINGS[marketId]}`;
};

/**
 * What `symbol`, a name on any exchange, is called on `marketId`. Whether that exchange has it at all,
 * only its list says.
 */
export const symbolOnMarket = (symbol: string, marketId: MarketId): string => {
  const row = DIFFERENT_NAMES.find(({ binance, bybit }) => binance === symbol || bybit === symbol);
  return row ? row[marketId] : toUsdcName(symbol, marketId);
};
