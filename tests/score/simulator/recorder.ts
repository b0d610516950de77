/** Writes down what an exchange publishes while the simulation runs. */
import type {
  Candle,
  MarkCandle,
  MarketStep,
  OpenInterestPoint,
} from '../../../lib/model/market-data.ts';
import { DAY_MS, FIVE_MINUTES_MS, MINUTE_MS, SECOND_MS } from '../../../lib/model/time.ts';
import type {
  AccountRatioPoint,
  FundingPoint,
  PublishedMarket,
  StreamedLiquidation,
} from './published.ts';

export interface Recorder {
  trade(price: number, coins: number, takerSign: number): void;
  mark(price: number, premium: number): void;
  liquidation(order: StreamedLiquidation): void;
  /** Ends a minute; the figures are those at its end. */
  endMinute(endMs: number, last: number, openInterestCoins: number, longShare: number): void;
  publish(startMs: number, endMs: number, brackets: PublishedMarket['brackets']): PublishedMarket;
}

const FUNDING_MS = DAY_MS / 3;
/** Binance: funding is the mean premium plus (0.01 % − premium) held within ±0.05 %. */
const INTEREST = 0.0001;
const DAMPER = 0.0005;

const computeFunding = (premium: number): number =>
  premium + Math.max(-DAMPER, Math.min(DAMPER, INTEREST - premium));

const joinFive = <Row extends Candle | MarkCandle>(
  rows: readonly Row[],
  join: (part: readonly Row[]) => Row,
): Row[] =>
  Array.from({ length: Math.floor(rows.length / 5) }, (_, n) => join(rows.slice(5 * n, 5 * n + 5)));

const joinCandles = (part: readonly Candle[]): Candle => ({
  openTimeMs: part[0]!.openTimeMs,
  open: part[0]!.open,
  high: Math.max(...part.map((row) => row.high)),
  low: Math.min(...part.map((row) => row.low)),
  close: part.at(-1)!.close,
  volumeCoins: part.reduce((sum, row) => sum + row.volumeCoins, 0),
  takerBuyCoins: part.reduce((sum, row) => sum + (row.takerBuyCoins ?? 0), 0),
});

const joinMarks = (part: readonly MarkCandle[]): MarkCandle => ({
  openTimeMs: part[0]!.openTimeMs,
  high: Math.max(...part.map((row) => row.high)),
  low: Math.min(...part.map((row) => row.low)),
  close: part.at(-1)!.close,
});

/** Of the orders in one second the stream tells the largest. */
const throttle = (orders: readonly StreamedLiquidation[]): StreamedLiquidation[] => {
  const kept = new Map<number, StreamedLiquidation>();
  for (const order of orders) {
    const second = Math.floor(order.timeMs / SECOND_MS);
    const other = kept.get(second);
    if (!other || order.coins > other.coins) kept.set(second, order);
  }
  return [...kept.values()].sort((a, b) => a.timeMs - b.timeMs);
};

type Minute = Pick<MarketStep, 'open' | 'high' | 'low' | 'close' | 'volumeCoins'>;

/** `tickSize` rounds what is published. */
export const createRecorder = (tickSize: number): Recorder => {
  const round = (price: number): number => Math.round(price / tickSize) / Math.round(1 / tickSize);
  const candles: Candle[] = [];
  const marks: MarkCandle[] = [];
  const openInterest: OpenInterestPoint[] = [];
  const accountRatio: AccountRatioPoint[] = [];
  const funding: FundingPoint[] = [];
  const stream: StreamedLiquidation[] = [];
  let [open, high, low, volume, bought] = [0, 0, 0, 0, 0];
  let [markHigh, markLow, markLast] = [0, Number.POSITIVE_INFINITY, 0];
  let [premiums, premiumCount] = [0, 0];

  const endCandle = (openTimeMs: number, last: number): void => {
    const minute: Minute =
      volume > 0
        ? { open, high, low, close: last, volumeCoins: volume }
        : { open: last, high: last, low: last, close: last, volumeCoins: 0 };
    candles.push({
      openTimeMs,
      open: round(minute.open),
      high: round(minute.high),
      low: round(minute.low),
      close: round(minute.close),
      volumeCoins: volume,
      takerBuyCoins: bought,
    });
    [open, volume, bought] = [0, 0, 0];
  };

  return {
    trade(price, coins, takerSign) {
      if (open === 0) [open, high, low] = [price, price, price];
      if (price > high) high = price;
      if (price < low) low = price;
      volume += coins;
      if (takerSign > 0) bought += coins;
    },
    mark(price, premium) {
      markHigh = Math.max(markHigh, price);
      markLow = Math.min(markLow, price);
      markLast = price;
      premiums += premium;
      premiumCount++;
    },
    liquidation: (order) => void stream.push(order),
    endMinute(endMs, last, openInterestCoins, longShare) {
      const openTimeMs = endMs - MINUTE_MS;
      endCandle(openTimeMs, last);
      marks.push({ openTimeMs, high: markHigh, low: markLow, close: markLast });
      [markHigh, markLow] = [0, Number.POSITIVE_INFINITY];
      if (endMs % FIVE_MINUTES_MS === 0) {
        openInterest.push({ timeMs: endMs, openInterestCoins });
        accountRatio.push({ timeMs: endMs, longShare });
      }
      if (endMs % FUNDING_MS === 0) {
        funding.push({ timeMs: endMs, rate: computeFunding(premiums / premiumCount) });
        [premiums, premiumCount] = [0, 0];
      }
    },
    publish: (startMs, endMs, brackets) => ({
      startMs,
      endMs,
      brackets,
      candles1m: candles,
      candles5m: joinFive(candles, joinCandles),
      markCandles1m: marks,
      markCandles5m: joinFive(marks, joinMarks),
      openInterest,
      funding,
      liquidationStream: throttle(stream),
      allLiquidations: stream,
      accountRatio,
    }),
  };
};
