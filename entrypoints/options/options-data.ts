/**
 * What the options page knows, kept fresh while it is open, and what it does. The world is given as
 * ports; every change is told as a whole new snapshot.
 */
import type { OutcomeView } from '@/components/options-view.ts';
import { MARKET_IDS } from '@/lib/markets/book-key.ts';
import { report } from '@/lib/report.ts';
import {
  changeSettings,
  EXCHANGE_USES,
  readSettings,
  watchSettings,
  type Settings,
} from '@/lib/settings.ts';
import { watchChanges } from '@/lib/changes.ts';
import { STRIP_MS } from '@/lib/store/book-summary.ts';
import type { BookRows } from '@/lib/store/book-rows.ts';
import { TABLE_NAMES, type TableName } from '@/lib/transfer/tables.ts';
import { importFile, writeBookCsv, writeBookJson, type WrittenFile } from './carry-book.ts';
import {
  EMPTY_OPTIONS,
  type OptionsData,
  type OptionsPorts,
  type OptionsSnapshot,
} from './options-contract.ts';
import { clockOffsetOf, nameBook } from './options-view.ts';
import { bad, busy, explain, good } from './outcome-words.ts';
import { computeAddition } from './watchlist.ts';

/** News of the store come in bursts; it is read again so often at most. */
const REREAD_MS = 5_000;

/** Begins to watch; `onSnapshot` is called with every change until `stop`. */
export const watchOptionsData = (
  ports: OptionsPorts,
  onSnapshot: (snapshot: OptionsSnapshot) => void,
): OptionsData => {
  let snapshot = EMPTY_OPTIONS;
  let isStopped = false;
  let rereadTimer: ReturnType<typeof setTimeout> | null = null;

  const learn = (news: Partial<OptionsSnapshot>): void => {
    if (isStopped) return;
    snapshot = { ...snapshot, ...news };
    onSnapshot(snapshot);
  };
  const tellOfBook = (bookKey: string, outcome: OutcomeView): void =>
    learn({ bookOutcomes: { ...snapshot.bookOutcomes, [bookKey]: outcome } });
  const exchangeNow = (): number => ports.now() + clockOffsetOf(snapshot.statuses);

  const readAll = async (): Promise<void> => {
    try {
      const stored = await ports.readStore(exchangeNow() - STRIP_MS);
      learn({
        ...stored,
        diskBytes: await ports.readDiskBytes(),
        listed: await ports.readListed(),
      });
    } catch (error) {
      learn({ storeOutcome: bad(explain(error, 'reading the store')) });
    }
  };
  const rereadSoon = (): void => {
    rereadTimer ??= setTimeout(() => {
      rereadTimer = null;
      void readAll();
    }, REREAD_MS);
  };
  const change = async (settings: Partial<Settings>): Promise<void> =>
    learn({ settings: await changeSettings(settings) });

  const addSymbol = async (text: string): Promise<boolean> => {
    const { watchlist } = await readSettings();
    const { symbol, problem } = computeAddition(text, watchlist, snapshot.listed);
    if (problem !== null) {
      learn({ symbolOutcome: bad(problem) });
      return false;
    }
    await change({ watchlist: [...watchlist, symbol] });
    learn({ symbolOutcome: good(`${symbol} is watched from now on.`) });
    await ports.wantSymbol(symbol).catch((error: unknown) => report(error, `wanting ${symbol}`));
    return true;
  };

  const removeSymbol = async (symbol: string): Promise<void> => {
    const settings = await readSettings();
    const watchlist = settings.watchlist.filter((other) => other !== symbol);
    const [first] = watchlist;
    if (first === undefined) return;
    await change({ watchlist, symbol: settings.symbol === symbol ? first : settings.symbol });
    learn({ symbolOutcome: good(`${symbol} is not watched any more; what is stored stays.`) });
  };

  const setExchange = async (id: string, use: string): Promise<void> => {
    const market = MARKET_IDS.find((one) => one === id);
    const wanted = EXCHANGE_USES.find((one) => one === use);
    if (!market || !wanted) return;
    // Asked first: a browser shows its question only within the user's own click.
    const isAllowed = wanted === 'off' || (await ports.allowExchange(market));
    const { exchanges } = await readSettings();
    const next = { ...exchanges, [market]: isAllowed ? wanted : exchanges[market] };
    if (MARKET_IDS.every((one) => next[one] === 'off')) return;
    await change({ exchanges: next });
    for (const symbol of snapshot.settings?.watchlist ?? [])
      await ports.wantSymbol(symbol).catch((error: unknown) => report(error, `wanting ${symbol}`));
  };

  const setSite = async (id: string, isOn: boolean): Promise<void> => {
    const others = (await readSettings()).sitesOff.filter((off) => off !== id);
    await change({ sitesOff: isOn ? others : [...others, id] });
  };

  const exportWith = async (
    bookKey: string,
    write: (rows: BookRows) => WrittenFile,
  ): Promise<void> => {
    tellOfBook(bookKey, busy('Writing…'));
    try {
      const file = write(await ports.readBook(bookKey));
      if (file.rows > 0) ports.saveFile(file);
      tellOfBook(
        bookKey,
        file.rows > 0
          ? good(`${file.rows.toLocaleString('en-US')} rows saved as ${file.name}.`)
          : bad('There is nothing of that kind to export yet.'),
      );
    } catch (error) {
      tellOfBook(bookKey, bad(explain(error, `exporting ${bookKey}`)));
    }
  };

  const importFiles = async (files: readonly File[]): Promise<void> => {
    const outcomes: OutcomeView[] = [];
    for (const file of files) {
      learn({ storeOutcome: busy(`Reading ${file.name}…`) });
      try {
        const { symbol, words } = await importFile(file, ports, exchangeNow());
        outcomes.push(good(words));
        await ports.announce(symbol);
      } catch (error) {
        const words = explain(error, `importing ${file.name}`);
        outcomes.push(bad(`${file.name} was not imported. ${words}`));
      }
    }
    const tone = outcomes.some((outcome) => outcome.tone === 'bad') ? 'bad' : 'good';
    learn({ storeOutcome: { tone, text: outcomes.map(({ text }) => text).join('\n') } });
    await readAll();
  };

  const forget = async (bookKeys: readonly string[], done: string): Promise<void> => {
    learn({ storeOutcome: busy('Clearing…') });
    try {
      for (const bookKey of bookKeys) {
        await ports.forgetBook(bookKey);
        await ports.announce(bookKey);
      }
      learn({ storeOutcome: good(done), bookOutcomes: {} });
    } catch (error) {
      learn({ storeOutcome: bad(explain(error, 'clearing')) });
    }
    await readAll();
  };

  void readSettings().then((settings) => learn({ settings }));
  void readAll();
  const unwatch = [watchSettings((settings) => learn({ settings })), watchChanges(rereadSoon)];

  return {
    addSymbol,
    removeSymbol,
    setBadge: (symbol) => change({ symbol }),
    setExchange,
    setSite,
    exportJson: (bookKey) =>
      exportWith(bookKey, (rows) => writeBookJson(bookKey, rows, exchangeNow())),
    exportCsv: (bookKey, table) =>
      exportWith(bookKey, (rows) => {
        const name: TableName = TABLE_NAMES.find((one) => one === table) ?? 'candles';
        return writeBookCsv(bookKey, rows, name, exchangeNow());
      }),
    importFiles,
    clear: (bookKey) => forget([bookKey], `${nameBook(bookKey)} is cleared.`),
    clearAll: () =>
      forget(snapshot.summaries?.map(({ bookKey }) => bookKey) ?? [], 'Everything is cleared.'),
    stop: () => {
      isStopped = true;
      if (rereadTimer !== null) clearTimeout(rereadTimer);
      for (const end of unwatch) end();
    },
  };
};
