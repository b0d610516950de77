/** Minutes that a store should have and has not. */
import { floorToPeriod, MINUTE_MS } from '../../lib/model/time.ts';
import type { SymbolStatus } from '../../lib/store/status.ts';
import type { AskablePage } from '../browser/harness/ask-page.ts';
import {
  candleGaps,
  candleMinutes,
  columnMinutes,
  isWithin,
} from '../browser/harness/stored-minutes.ts';
import { readStoredRows } from '../browser/harness/stored-rows.ts';
import type { Replay } from '../replay/server.ts';

const LOOK_BACK_MINUTES = 23 * 60;

/** Up to where every symbol has said to be polled; the clock runs on meanwhile. */
const readPolledThrough = async (
  page: AskablePage,
  symbols: readonly string[],
): Promise<number> => {
  const rows = await readStoredRows(page, 'status');
  const successes = rows
    .filter(({ key }) => symbols.includes(key as string))
    .map(({ value }) => (value as SymbolStatus).lastSuccessMs ?? 0);
  return floorToPeriod(Math.min(...successes), MINUTE_MS);
};

/**
 * Minutes of the last 23 hours, of all `symbols`, that have no candle or no column although the exchange
 * traded, or no gap where it did not.
 */
export const countMissing = async (
  replay: Replay,
  page: AskablePage,
  symbols: readonly string[],
): Promise<number> => {
  const endMs = await readPolledThrough(page, symbols);
  const opens = Array.from({ length: LOOK_BACK_MINUTES }, (_, at) => endMs - (at + 1) * MINUTE_MS);
  const countOf = async (symbol: string): Promise<number> => {
    const read = (store: string) => readStoredRows(page, store, symbol);
    const candles = candleMinutes(await read('candles'), symbol);
    const candleOpens = new Set(candles.map(({ openTimeMs }) => openTimeMs));
    const columnEnds = new Set(columnMinutes(await read('columns'), symbol));
    const gaps = candleGaps(await read('gaps'), symbol);
    const isThere = (openMs: number): boolean =>
      replay.faults.isShut('binance', openMs, openMs + MINUTE_MS)
        ? isWithin(gaps, openMs)
        : candleOpens.has(openMs) && columnEnds.has(openMs + MINUTE_MS);
    return opens.filter((openMs) => !isThere(openMs)).length;
  };
  let missing = 0;
  for (const symbol of symbols) missing += await countOf(symbol);
  return missing;
};
