/** From what is known to what the options page shows. Pure. */
import type {
  BookView,
  ExchangeView,
  OptionsView,
  OutcomeView,
  SymbolView,
} from '@/components/options-view.ts';
import { SITES } from '@/lib/charts/sites.ts';
import { computeActiveBooks } from '@/lib/collect/active-books.ts';
import { EXCHANGE_NAMES } from '@/lib/insight/exchange-words.ts';
import { describeFault } from '@/lib/insight/fault-words.ts';
import { formatPercent } from '@/lib/insight/format.ts';
import { formatBytes, formatDay, formatMoment } from '@/lib/insight/format-time.ts';
import { bookKeyOf, MARKET_IDS, parseBookKey, type MarketId } from '@/lib/markets/book-key.ts';
import { MOST_WATCHED, type ExchangeUse, type Settings } from '@/lib/settings.ts';
import { STRIP_MS, type BookSummary } from '@/lib/store/book-summary.ts';
import type { SymbolStatus } from '@/lib/store/status.ts';
import { computeStripView } from './strip-view.ts';

export interface OptionsKnowledge {
  readonly settings: Settings | null;
  readonly statuses: readonly SymbolStatus[];
  readonly summaries: readonly BookSummary[] | null;
  /** Bytes on the disk, as the browser tells. */
  readonly diskBytes: number | null;
  readonly listed: readonly string[];
  readonly symbolOutcome: OutcomeView | null;
  readonly storeOutcome: OutcomeView | null;
  readonly bookOutcomes: Readonly<Record<string, OutcomeView>>;
  /** The machine's clock. */
  readonly nowMs: number;
}

/** "BTCUSDT of Binance". */
export const nameBook = (bookKey: string): string => {
  const book = parseBookKey(bookKey);
  return book ? `${book.symbol} of ${EXCHANGE_NAMES[book.marketId]}` : bookKey;
};

/** Exchange time minus machine time, as it was measured last. */
export const clockOffsetOf = (statuses: readonly SymbolStatus[]): number =>
  statuses.toSorted((a, b) => (b.lastSuccessMs ?? 0) - (a.lastSuccessMs ?? 0))[0]?.clockOffsetMs ??
  0;

const symbolView = (
  symbol: string,
  settings: Settings,
  { statuses, summaries }: OptionsKnowledge,
): SymbolView => {
  const books = computeActiveBooks(symbol, settings.exchanges, statuses).map(bookKeyOf);
  const own = statuses.filter((status) => books.includes(status.symbol));
  const base = { symbol, isOnBadge: settings.symbol === symbol };
  if (summaries === null) return { ...base, tone: 'busy', words: '' };
  const faulty = own.find(({ fault }) => fault && fault.kind !== 'store-rebuilt');
  if (faulty?.fault) {
    const { clockOffsetMs } = faulty;
    const marketId = parseBookKey(faulty.symbol)?.marketId;
    const { title } = describeFault(faulty.fault, { symbol, clockOffsetMs, marketId });
    return { ...base, tone: 'warn', words: title };
  }
  const progress = Math.min(...own.map(({ backfillProgress }) => backfillProgress));
  if (own.length === 0) return { ...base, tone: 'busy', words: 'Waiting for its first load' };
  if (progress < 1)
    return { ...base, tone: 'busy', words: `Loading ${formatPercent(100 * progress)}` };
  return { ...base, tone: 'good', words: 'Kept up to date' };
};

const USE_WORDS: Readonly<Record<ExchangeUse, string>> = {
  on: 'In the map of every symbol that it lists.',
  fallback: 'Only where no exchange that is on serves you or lists the symbol.',
  off: 'Never asked.',
};

const exchangeView = (
  id: MarketId,
  { exchanges }: Settings,
  statuses: readonly SymbolStatus[],
): ExchangeView => {
  const refused = statuses.find(
    ({ symbol, fault }) =>
      fault?.kind === 'location-refused' && parseBookKey(symbol)?.marketId === id,
  );
  const words = USE_WORDS[exchanges[id]];
  return {
    id,
    name: EXCHANGE_NAMES[id],
    use: exchanges[id],
    words: refused && exchanges[id] !== 'off' ? `It does not serve this location. ${words}` : words,
    mayBeOff: MARKET_IDS.some((other) => other !== id && exchanges[other] !== 'off'),
  };
};

const clearWordsOf = ({ oldestMs }: BookSummary, isWatched: boolean, nowMs: number): string => {
  const again = isWatched
    ? 'The last 30 days are fetched again within a minute or two.'
    : 'The last 30 days are fetched again when you open its chart.';
  const older =
    oldestMs !== null && oldestMs < nowMs - STRIP_MS - 86_400_000
      ? `everything before ${formatDay(nowMs - STRIP_MS)}, and the`
      : 'the';
  return `${again} Gone for good: ${older} liquidations that were heard live.`;
};

const bookView = (summary: BookSummary, known: OptionsKnowledge): BookView | null => {
  const { bookKey, bytes, oldestMs, stored } = summary;
  const name = parseBookKey(bookKey);
  if (!name) return null;
  const nowMs = known.nowMs + clockOffsetOf(known.statuses);
  const newestMs = stored.at(-1)?.throughMs;
  return {
    bookKey,
    symbol: name.symbol,
    exchange: EXCHANGE_NAMES[name.marketId],
    size: formatBytes(bytes),
    range:
      oldestMs === null || newestMs === undefined
        ? 'No columns of the map yet.'
        : `${formatDay(oldestMs)} to ${formatMoment(newestMs)}`,
    clearWords: clearWordsOf(
      summary,
      known.settings?.watchlist.includes(name.symbol) ?? false,
      nowMs,
    ),
    strip: computeStripView(summary, nowMs),
    outcome: known.bookOutcomes[bookKey] ?? null,
  };
};

/** Watched symbols first, in the order of the list. */
const sortBooks = (books: readonly BookView[], watchlist: readonly string[]): BookView[] => {
  const rank = ({ symbol }: BookView): number => {
    const at = watchlist.indexOf(symbol);
    return at < 0 ? watchlist.length : at;
  };
  return books.toSorted((a, b) => rank(a) - rank(b) || a.bookKey.localeCompare(b.bookKey));
};

const sizesOf = ({
  summaries,
  diskBytes,
}: OptionsKnowledge): Pick<OptionsView, 'totalSize' | 'diskSize'> => ({
  totalSize: summaries && formatBytes(summaries.reduce((sum, summary) => sum + summary.bytes, 0)),
  diskSize: diskBytes === null ? null : formatBytes(diskBytes),
});

export const computeOptionsView = (known: OptionsKnowledge): OptionsView => {
  const { settings, statuses, summaries } = known;
  const books = summaries?.flatMap((summary) => bookView(summary, known) ?? []) ?? null;
  return {
    symbols: settings && {
      symbols: settings.watchlist.map((symbol) => symbolView(symbol, settings, known)),
      most: MOST_WATCHED,
      listed: known.listed,
      outcome: known.symbolOutcome,
    },
    exchanges: settings && MARKET_IDS.map((id) => exchangeView(id, settings, statuses)),
    books: books && sortBooks(books, settings?.watchlist ?? []),
    ...sizesOf(known),
    storeOutcome: known.storeOutcome,
    sites:
      settings &&
      SITES.map(({ id, name, hosts }) => ({
        id,
        name,
        host: hosts[0] ?? '',
        isOn: !settings.sitesOff.includes(id),
      })),
  };
};
