/** The questions of a watched book to its exchange, within its limits and our share of them. */
import { bookKeyOf } from '../markets/book-key.ts';
import { MarketError } from '../markets/market-error.ts';
import type { Market, MarkPriceNow, RequestCost } from '../markets/market.ts';
import type { MarkCandle } from '../model/market-data.ts';
import { floorToPeriod, HOUR_MS, MINUTE_MS } from '../model/time.ts';
import { readNewestColumn } from '../store/columns.ts';
import { readClosure } from '../store/exchange-facts.ts';
import type { Database } from '../store/schema.ts';
import { readStatus } from '../store/status-rows.ts';
import { PutOff, spend } from './allowance.ts';
import { keepWait } from './faults.ts';

interface QuestionPorts {
  readonly db: Database;
  readonly market: Market;
  /** The machine's clock. */
  readonly now: () => number;
}

/** Behind an older column the polls have failed; the next good one brings far more than marks. */
const LONGEST_MS = HOUR_MS;

/**
 * The answer; null where the exchange may not be asked, or failed. Whatever is wrong the polls will meet
 * with too and tell; only a wait that it asked for must be kept by all at once.
 */
const askWithin = async <Answer>(
  { db, market, now }: QuestionPorts,
  cost: RequestCost,
  ask: () => Promise<Answer>,
): Promise<Answer | null> => {
  if (await readClosure(db, market.id, now())) return null;
  try {
    await spend({ db, market, now }, cost);
    return await ask();
  } catch (error) {
    if (error instanceof PutOff) return null;
    if (!(error instanceof MarketError)) throw error;
    await keepWait(db, market.id, error, now());
    return null;
  }
};

/** The mark price now; null where the exchange may not be asked, or failed. */
export const askMarkPrice = (ports: QuestionPorts, symbol: string): Promise<MarkPriceNow | null> =>
  askWithin(ports, { pool: 'weight', amount: ports.market.weights.markPrice }, () =>
    ports.market.markPrice(symbol),
  );

/**
 * The mark price's minutes since the newest stored column, with the running one as far as it has gone.
 * Empty where there is no column or an old one, and where the exchange may not be asked, or failed.
 */
export const askRecentMarks = async (
  ports: QuestionPorts,
  symbol: string,
): Promise<readonly MarkCandle[]> => {
  const { db, market, now } = ports;
  const bookKey = bookKeyOf({ marketId: market.id, symbol });
  const column = await readNewestColumn(db, bookKey);
  if (!column) return [];
  const offsetMs = (await readStatus(db, bookKey))?.clockOffsetMs ?? 0;
  const startMs = column.timeMs;
  const endMs = floorToPeriod(now() + offsetMs, MINUTE_MS) + MINUTE_MS;
  if (endMs <= startMs || endMs - startMs > LONGEST_MS) return [];
  const amount = market.candleWeight((endMs - startMs) / MINUTE_MS);
  const answer = await askWithin(ports, { pool: 'weight', amount }, () =>
    market.markCandles({ symbol, startMs, endMs, interval: '1m' }),
  );
  return answer?.rows ?? [];
};
