/** The newest map of a symbol: the newest columns of its books, summed. */
import { combineColumns } from '../model/combine-columns.ts';
import type { QuantisedColumn } from '../model/column.ts';
import { MINUTE_MS } from '../model/time.ts';
import { readNewestColumn } from './columns.ts';
import type { Database } from './schema.ts';
import { readStatus } from './status-rows.ts';
import type { SymbolStatus } from './status.ts';

/** A book further behind the newest than this is left out of the sum: its price was another. */
const BEHIND_MS = 15 * MINUTE_MS;

export interface MapPart {
  readonly bookKey: string;
  readonly status: SymbolStatus | undefined;
  readonly column: QuantisedColumn | undefined;
}

export interface NewestMap {
  /** Sum of the parts that count; undefined before the first. */
  readonly column: QuantisedColumn | undefined;
  /** One for each book asked for, in that order, whether it counts or not. */
  readonly parts: readonly MapPart[];
}

/** While a history loads, the newest column is one of days ago. */
const isLoaded = ({ status }: MapPart): boolean => (status?.backfillProgress ?? 1) >= 1;

/** The parts whose columns are summed: loaded, and not far behind the newest of them. */
export const computeCounted = (parts: readonly MapPart[]): MapPart[] => {
  const loaded = parts.filter((part) => part.column !== undefined && isLoaded(part));
  // Nothing has loaded: what there is, is shown to be loading by its status.
  const candidates = loaded.length > 0 ? loaded : parts.filter((part) => part.column !== undefined);
  const newestMs = Math.max(...candidates.map(({ column }) => column?.timeMs ?? 0));
  return candidates.filter(({ column }) => (column?.timeMs ?? 0) >= newestMs - BEHIND_MS);
};

/** The sum of the parts that count; see `computeCounted`. */
export const computeMap = (parts: readonly MapPart[]): NewestMap => {
  const columns = computeCounted(parts).flatMap(({ column }) => (column ? [column] : []));
  const [first] = columns;
  return { column: columns.length > 1 ? combineColumns(columns) : first, parts };
};

/** The newest columns of `bookKeys` and their sum, in coins per bin. */
export const readNewestMap = async (
  db: Database,
  bookKeys: readonly string[],
): Promise<NewestMap> => {
  const parts: MapPart[] = [];
  for (const bookKey of bookKeys)
    parts.push({
      bookKey,
      status: await readStatus(db, bookKey),
      column: await readNewestColumn(db, bookKey),
    });
  return computeMap(parts);
};
