/**
 * Forced closes in the store: what was heard on the stream, and the stretches during which the stream was
 * open, without which silence would look like peace. One row a day of each, so that a write touches what
 * a day holds and no more. Each close is kept once, however often it is written.
 */
import type { Liquidation } from '../model/market-data.ts';
import { DAY_MS, floorToPeriod } from '../model/time.ts';
import type { AnyTransaction, ChunkKey, Database, WriteTransaction } from './schema.ts';
import { clipStretches, mergeStretches, type Stretch } from './stretches.ts';
import { writeAtOnce } from './write-at-once.ts';

const KEEP_MS = 366 * DAY_MS;
/** Numbers of a close in its day's row: time, side (0 long, 1 short), price, coins. */
const WIDTH = 4;

interface Heard {
  readonly liquidations: readonly Liquidation[];
  /** The stream was open from here to here; both by the exchange's clock. */
  readonly observed: Stretch;
}

export interface ObservedLiquidations {
  /** In order of time. */
  readonly liquidations: readonly Liquidation[];
  readonly observed: readonly Stretch[];
}

const parseDay = (stored: unknown): Liquidation[] => {
  if (!(stored instanceof Float64Array) || stored.length % WIDTH !== 0) return [];
  return Array.from({ length: stored.length / WIDTH }, (_, n) => {
    const [timeMs = 0, side, price = 0, quantityCoins = 0] = stored.subarray(
      n * WIDTH,
      (n + 1) * WIDTH,
    );
    return { timeMs, side: side === 0 ? 'long' : 'short', price, quantityCoins };
  });
};

const packDay = (liquidations: readonly Liquidation[]): Float64Array =>
  Float64Array.from(
    liquidations.flatMap((l) => [l.timeMs, l.side === 'long' ? 0 : 1, l.price, l.quantityCoins]),
  );

const parseStretches = (stored: unknown): Stretch[] => {
  if (!(stored instanceof Float64Array) || stored.length % 2 !== 0) return [];
  return Array.from({ length: stored.length / 2 }, (_, n) => ({
    fromMs: stored[2 * n] ?? 0,
    throughMs: stored[2 * n + 1] ?? 0,
  }));
};

const packStretches = (stretches: readonly Stretch[]): Float64Array =>
  Float64Array.from(stretches.flatMap(({ fromMs, throughMs }) => [fromMs, throughMs]));

const isSound = ({ timeMs, price, quantityCoins }: Liquidation): boolean =>
  [timeMs, price, quantityCoins].every((value) => Number.isFinite(value) && value > 0);

const identityOf = ({ timeMs, side, price, quantityCoins }: Liquidation): string =>
  `${timeMs} ${side} ${price} ${quantityCoins}`;

const eachOnce = (liquidations: readonly Liquidation[]): Liquidation[] =>
  [...new Map(liquidations.map((l) => [identityOf(l), l])).values()].sort(
    (a, b) => a.timeMs - b.timeMs || identityOf(a).localeCompare(identityOf(b)),
  );

const dayOf = (timeMs: number): number => floorToPeriod(timeMs, DAY_MS);

/** Stores closes beside those that are there. */
export const putCloses = async (
  transaction: WriteTransaction,
  bookKey: string,
  liquidations: readonly Liquidation[],
): Promise<void> => {
  const store = transaction.objectStore('liquidations');
  const days = Map.groupBy(liquidations.filter(isSound), ({ timeMs }) => dayOf(timeMs));
  for (const [day, heard] of days) {
    const key: ChunkKey = [bookKey, 'closes', day];
    await store.put(packDay(eachOnce([...parseDay(await store.get(key)), ...heard])), key);
  }
};

/** Notes that the stream was open for a while, of two days at most. */
export const putObserved = async (
  transaction: WriteTransaction,
  bookKey: string,
  observed: Stretch,
): Promise<void> => {
  const store = transaction.objectStore('liquidations');
  const isReal = observed.throughMs > observed.fromMs && observed.fromMs > 0;
  // A clock that jumped is not a stream that was open for months.
  if (!isReal || observed.throughMs - observed.fromMs > 2 * DAY_MS) return;
  for (let day = dayOf(observed.fromMs); day < observed.throughMs; day += DAY_MS) {
    const key: ChunkKey = [bookKey, 'observed', day];
    const inDay = clipStretches([observed], day, day + DAY_MS);
    const merged = mergeStretches([...parseStretches(await store.get(key)), ...inDay]);
    await store.put(packStretches(merged), key);
  }
};

/** Stores what was heard while the stream was open; the same twice changes nothing. */
export const putLiquidations = (db: Database, bookKey: string, heard: Heard): Promise<void> =>
  writeAtOnce(db, ['liquidations'], async (transaction) => {
    await putCloses(transaction, bookKey, heard.liquidations);
    await putObserved(transaction, bookKey, heard.observed);
  });

const readDays = async (
  source: Database | AnyTransaction,
  bookKey: string,
  series: string,
  fromMs: number,
  toMs: number,
): Promise<unknown[]> => {
  const range = IDBKeyRange.bound([bookKey, series, dayOf(fromMs)], [bookKey, series, toMs]);
  return 'objectStore' in source
    ? await source.objectStore('liquidations').getAll(range)
    : await source.getAll('liquidations', range);
};

/** The closes with `fromMs` ≤ time < `toMs`, and what of that stretch was listened to. */
export const readLiquidations = async (
  source: Database | AnyTransaction,
  bookKey: string,
  fromMs: number,
  toMs: number,
): Promise<ObservedLiquidations> => {
  const closes = await readDays(source, bookKey, 'closes', fromMs, toMs);
  const observed = await readDays(source, bookKey, 'observed', fromMs, toMs);
  return {
    liquidations: closes
      .flatMap(parseDay)
      .filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs),
    observed: clipStretches(mergeStretches(observed.flatMap(parseStretches)), fromMs, toMs),
  };
};

/** Deletes days that ended more than a year ago. */
export const pruneLiquidations = async (
  transaction: WriteTransaction,
  bookKey: string,
  nowMs: number,
): Promise<void> => {
  const store = transaction.objectStore('liquidations');
  for (const series of ['closes', 'observed'])
    await store.delete(
      IDBKeyRange.bound([bookKey, series, 0], [bookKey, series, nowMs - KEEP_MS - DAY_MS]),
    );
};
