/**
 * `node tests/bench/collect.ts`: what a minute of twenty symbols costs the worker, and what a month of
 * one symbol weighs in the store. The database is the one of the unit tests, in memory and in JavaScript,
 * so that the time is an upper bound and the bytes are those before the browser compresses.
 */
import 'fake-indexeddb/auto';
import { serialize } from 'node:v8';
import { pollBook } from '../../lib/collect/poll.ts';
import { pollSymbols } from '../../lib/collect/poll-symbols.ts';
import { MINUTE_MS } from '../../lib/model/time.ts';
import { openDatabase } from '../../lib/store/open-database.ts';
import { BOOK_STORES, CHUNK_STORES, type Database } from '../../lib/store/schema.ts';
import { createFakeMarket } from '../unit/collect/fake-market.ts';

const START = Date.UTC(2026, 2, 10, 12, 2, 30);
const SYMBOLS = Array.from({ length: 20 }, (_, n) => `COIN${n}USDT`);
const MINUTES = 10;
let nowMs = START;

const market = createFakeMarket({ nowMs: () => nowMs, listedMs: 0 });
const portsOf = (db: Database) => ({
  db,
  market,
  now: () => nowMs,
  announce: () => Promise.resolve(),
});

/** Every row of one book under the keys of another. */
const copyBook = async (db: Database, from: string, to: string): Promise<void> => {
  for (const name of CHUNK_STORES) {
    const range = IDBKeyRange.bound([from], [from, []]);
    const [keys, values] = await Promise.all([db.getAllKeys(name, range), db.getAll(name, range)]);
    for (const [n, [, series, startMs]] of keys.entries())
      await db.put(name, values[n], [to, series, startMs]);
  }
  for (const name of BOOK_STORES) {
    const row: unknown = await db.get(name, from);
    if (row !== undefined)
      await db.put(name, name === 'status' ? { ...(row as object), symbol: to } : row, to);
  }
};

const weigh = async (db: Database, bookKey: string): Promise<Record<string, number>> => {
  const bytes: Record<string, number> = {};
  for (const name of CHUNK_STORES) {
    const range = IDBKeyRange.bound([bookKey], [bookKey, []]);
    const keys = await db.getAllKeys(name, range);
    for (const key of keys) {
      const label = `${name} ${key[1]}`;
      bytes[label] = (bytes[label] ?? 0) + serialize(await db.get(name, key)).length;
    }
  }
  bytes['book'] = serialize(await db.get('books', bookKey)).length;
  return bytes;
};

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const db = await openDatabase();
const [first = ''] = SYMBOLS;
const beganMs = cpuMs();
await pollBook(portsOf(db), first);
const firstRunMs = cpuMs() - beganMs;
const bytes = await weigh(db, first);
const total = Object.values(bytes).reduce((sum, count) => sum + count, 0);
for (const symbol of SYMBOLS.slice(1)) await copyBook(db, first, symbol);

const minutesMs: number[] = [];
for (let minute = 0; minute < MINUTES; minute += 1) {
  nowMs += MINUTE_MS;
  const before = cpuMs();
  await pollSymbols(
    {
      db,
      exchanges: { binance: 'on', bybit: 'off' },
      now: () => nowMs,
      poll: async ({ symbol }) => {
        const outcome = await pollBook(portsOf(db), symbol);
        if (outcome !== 'done') throw new Error(`${symbol}: ${outcome}`);
      },
    },
    SYMBOLS,
  );
  minutesMs.push(cpuMs() - before);
}
const rounded = (value: number): number => Math.round(value * 10) / 10;
process.stdout.write(
  `${JSON.stringify(
    {
      firstRunCpuMs: rounded(firstRunMs),
      minuteOfTwentyCpuMs: minutesMs.map(rounded),
      monthOfOneSymbolMb: rounded(total / 1e6),
      kilobytes: Object.fromEntries(
        Object.entries(bytes).map(([name, count]) => [name, Math.round(count / 1000)]),
      ),
    },
    null,
    2,
  )}\n`,
);
