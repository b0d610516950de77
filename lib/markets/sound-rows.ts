/**
 * Candles that contradict themselves. One of them is left out and told of, so that it neither enters the
 * store nor keeps its whole page away for good; many of them are an answer that was not understood.
 */
import { MarketError } from './market-error.ts';
import type { DroppedRow } from './market.ts';

/** So many of an answer's rows may be wrong, and one in any case. */
const WRONG_SHARE = 0.1;

interface Prices {
  readonly openTimeMs: number;
  readonly open?: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

interface SoundRows<Row> {
  readonly rows: readonly Row[];
  readonly dropped: readonly DroppedRow[];
}

const wrongWith = ({ openTimeMs, open, high, low, close }: Prices): string | null => {
  const outside = [open ?? close, close].find((price) => price < low || price > high);
  if (outside === undefined) return null;
  const name = outside === close ? 'close' : 'open';
  return `candle of ${openTimeMs}: ${name} ${outside} outside low ${low} to high ${high}`;
};

/** The rows whose open and close lie inside low to high. Fails with a `MarketError` where too many do not. */
export const keepSound = <Row extends Prices>(
  rows: readonly Row[],
  endpoint: string,
): SoundRows<Row> => {
  const dropped: DroppedRow[] = [];
  const sound = rows.filter((row) => {
    const wrong = wrongWith(row);
    if (wrong !== null) dropped.push({ timeMs: row.openTimeMs, detail: `${endpoint}, ${wrong}` });
    return wrong === null;
  });
  if (dropped.length > Math.max(1, rows.length * WRONG_SHARE))
    throw new MarketError('bad-answer', `${dropped[0]?.detail}, and ${dropped.length - 1} more`);
  return { rows: sound, dropped };
};
