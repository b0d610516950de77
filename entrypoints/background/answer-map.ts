/** The answer to `getMap`: the newest column, or why there is none yet. */
import { noteAsked } from '@/lib/collect/followed.ts';
import { computeLiveMap } from '@/lib/collect/live-map.ts';
import type { LiveSession } from '@/lib/collect/live-session.ts';
import { computeMapStatus } from '@/lib/collect/map-status.ts';
import { readSymbolBooks } from '@/lib/collect/symbol-books.ts';
import { bookKeyOf, type BookName, type MarketId } from '@/lib/markets/book-key.ts';
import type { MapAnswer, MapColumn } from '@/lib/messages.ts';
import type { QuantisedColumn } from '@/lib/model/column.ts';
import { readNewestMap } from '@/lib/store/newest-map.ts';
import { StoreError } from '@/lib/store/open-database.ts';
import type { Database } from '@/lib/store/schema.ts';
import type { SymbolStatus } from '@/lib/store/status.ts';
import { readSettings } from '@/lib/settings.ts';
import { withDatabase } from '@/lib/store/with-database.ts';
import { pollOne } from './poll.ts';

const toMapColumn = ({ codes, ...rest }: QuantisedColumn): MapColumn => ({
  ...rest,
  codes: btoa(String.fromCharCode(...codes)),
});

/** What an answer is made of. */
export interface AnswerFacts {
  /** Of the first of the books in the map, with the fault of any. */
  readonly status: SymbolStatus | undefined;
  readonly column: QuantisedColumn | undefined;
  readonly exchanges: readonly MarketId[];
  readonly isLive: boolean;
}

/** The answer from what is stored and heard; `machineMs` is the machine's clock. */
export const computeMapAnswer = (
  symbol: string,
  { status, column, exchanges, isLive }: AnswerFacts,
  machineMs: number,
): MapAnswer => {
  const fault = status?.fault ?? null;
  // While the history loads, the newest column is one of days ago.
  const isLoaded = (status?.backfillProgress ?? 1) >= 1;
  if (column && isLoaded) {
    const ageMs = Math.max(0, machineMs + (status?.clockOffsetMs ?? 0) - column.timeMs);
    return { state: 'ready', symbol, column: toMapColumn(column), ageMs, exchanges, isLive, fault };
  }
  if (fault && fault.kind !== 'store-rebuilt') return { state: 'unavailable', symbol, fault };
  return { state: 'loading', symbol, progress: status?.backfillProgress ?? 0 };
};

const storeBroken = (symbol: string, error: StoreError): MapAnswer => ({
  state: 'unavailable',
  symbol,
  fault: { kind: 'store-broken', detail: error.message, sinceMs: Date.now(), retryAtMs: null },
});

/** What a face asks with: the live session, and whether somebody looks at that face. */
export interface LiveAsk {
  readonly session: LiveSession;
  readonly isWatched: boolean;
}

const NOTHING_HEARD: LiveSession['read'] = () => null;

/** The symbol counts as asked for where one of its books does; the user may have switched off the others. */
const noteWanted = async (db: Database, [book]: readonly BookName[]): Promise<void> => {
  if (book) await noteAsked(db, bookKeyOf(book), Date.now());
};

/** Notes that `symbol` is wanted, begins its backfill where there is nothing yet, and answers at once. */
export const answerMap = async (symbol: string, ask: LiveAsk | null = null): Promise<MapAnswer> => {
  try {
    return await withDatabase(async (db) => {
      const { active } = await readSymbolBooks(db, symbol, (await readSettings()).exchanges);
      await noteWanted(db, active);
      if (ask?.isWatched) ask.session.watch(symbol, active);
      const stored = await readNewestMap(db, active.map(bookKeyOf));
      const { status } = computeMapStatus(stored);
      const read = ask?.session.read ?? NOTHING_HEARD;
      const { column, exchanges, isLive } = computeLiveMap(stored, read);
      // After a fault the alarm tries again: an answer that polls would be asked again by its own news.
      const isUntried = !column && !status?.fault && status?.lastSuccessMs == null;
      if (isUntried) void pollOne(symbol);
      return computeMapAnswer(symbol, { status, column, exchanges, isLive }, Date.now());
    });
  } catch (error) {
    if (error instanceof StoreError) return storeBroken(symbol, error);
    throw error;
  }
};
