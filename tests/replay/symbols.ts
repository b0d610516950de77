import type { MarketId } from '../../lib/markets/book-key.ts';

/**
 * What the stand-in trades. Prices are whole ticks and quantities whole lots everywhere inside, so
 * that sums are exact and the decimal strings sent out are too.
 */
export interface SymbolSpec {
  readonly symbol: string;
  /** Who lists it. */
  readonly exchanges: readonly MarketId[];
  readonly baseAsset: string;
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  /** The generated market's price, open interest, volume and volatility at the start. */
  readonly referencePrice: number;
  readonly openInterestCoins: number;
  readonly volumeCoinsPerMinute: number;
  /** Standard deviation of a minute's logarithmic return in quiet trade. */
  readonly volatilityPerMinute: number;
}

type SpecRow = readonly [
  baseAsset: string,
  priceDecimals: number,
  quantityDecimals: number,
  referencePrice: number,
  openInterestCoins: number,
  volumeCoinsPerMinute: number,
  volatilityPerMinute: number,
];

/** Sizes as of early 2026, rounded; they only have to look right next to each other. */
const SPEC_ROWS: readonly SpecRow[] = [
  ['BTC', 1, 3, 95_000, 95_000, 90, 0.00035],
  ['ETH', 2, 3, 3_300, 2_150_000, 2_600, 0.00045],
  ['SOL', 2, 2, 142, 8_900_000, 26_000, 0.0005],
  ['DOGE', 5, 0, 0.142, 1_420_000_000, 3_100_000, 0.0006],
  ['AVAX', 3, 0, 9.3, 8_100_000, 14_000, 0.0006],
  ['XRP', 4, 1, 2.1, 310_000_000, 640_000, 0.0005],
  ['BNB', 2, 2, 910, 610_000, 900, 0.0004],
  ['ADA', 4, 0, 0.39, 320_000_000, 700_000, 0.0006],
  ['LINK', 3, 2, 13.4, 14_500_000, 24_000, 0.0006],
  ['SUI', 4, 1, 1.82, 105_000_000, 260_000, 0.0007],
  ['ARB', 4, 1, 0.21, 190_000_000, 420_000, 0.0007],
  ['WIF', 4, 1, 0.38, 95_000_000, 330_000, 0.0009],
  ['1000PEPE', 7, 0, 0.0059, 21_000_000_000, 60_000_000, 0.0009],
  ['MNT', 4, 0, 0.96, 60_000_000, 45_000, 0.0006],
];

/** Traded on one exchange alone; all others on both. */
const ALONE_AT: Readonly<Record<string, MarketId>> = { WIF: 'binance', MNT: 'bybit' };

/** Every symbol the stand-in knows; BTCUSDT first. */
export const SYMBOLS: readonly SymbolSpec[] = SPEC_ROWS.map(
  ([baseAsset, priceDecimals, quantityDecimals, price, openInterest, volume, volatility]) => ({
    symbol: `${baseAsset}USDT`,
    exchanges: ALONE_AT[baseAsset] ? [ALONE_AT[baseAsset]] : ['binance', 'bybit'],
    baseAsset,
    priceDecimals,
    quantityDecimals,
    referencePrice: price,
    openInterestCoins: openInterest,
    volumeCoinsPerMinute: volume,
    volatilityPerMinute: volatility,
  }),
);

export const toTicks = (spec: SymbolSpec, price: number): number =>
  Math.round(price * 10 ** spec.priceDecimals);
export const toLots = (spec: SymbolSpec, coins: number): number =>
  Math.round(coins * 10 ** spec.quantityDecimals);
export const ticksToPrice = (spec: SymbolSpec, ticks: number): number =>
  ticks / 10 ** spec.priceDecimals;
export const lotsToCoins = (spec: SymbolSpec, lots: number): number =>
  lots / 10 ** spec.quantityDecimals;
/** Whole ticks as the exchange writes a price. */
export const formatPrice = (spec: SymbolSpec, ticks: number): string =>
  ticksToPrice(spec, ticks).toFixed(spec.priceDecimals);
/** Whole lots as the exchange writes a quantity. */
export const formatQuantity = (spec: SymbolSpec, lots: number): string =>
  lotsToCoins(spec, lots).toFixed(spec.quantityDecimals);
