import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import {
  EMPTY_OPTIONS,
  type OptionsPorts,
  type OptionsSnapshot,
} from '../../../entrypoints/options/options-contract.ts';
import { watchOptionsData } from '../../../entrypoints/options/options-data.ts';
import type { WrittenFile } from '../../../entrypoints/options/carry-book.ts';
import { computeOptionsView } from '../../../entrypoints/options/options-view.ts';
import { MODEL_VERSION } from '../../../lib/model/parameters.ts';
import { changeSettings, readSettings } from '../../../lib/settings.ts';
import type { AddedRows } from '../../../lib/store/add-book.ts';
import { SMALL_BOOK, NOW_MS } from '../transfer/book-of-rows.ts';

const ADDED: AddedRows = { candles: 2, openInterest: 2, columns: 2, liquidations: 2, tooOld: 0 };

let snapshot: OptionsSnapshot = EMPTY_OPTIONS;
let saved: WrittenFile[] = [];

const createPorts = (ports: Partial<OptionsPorts> = {}): OptionsPorts => ({
  readStore: () => Promise.resolve({ statuses: [], summaries: [] }),
  readDiskBytes: () => Promise.resolve(5e6),
  readListed: () => Promise.resolve(['BTCUSDT', 'ETHUSDT']),
  readBook: () => Promise.resolve(SMALL_BOOK),
  addBook: vi.fn(() => Promise.resolve(ADDED)),
  forgetBook: vi.fn(() => Promise.resolve()),
  announce: vi.fn(() => Promise.resolve()),
  wantSymbol: vi.fn(() => Promise.resolve()),
  allowExchange: () => Promise.resolve(true),
  saveFile: (file) => void saved.push(file),
  now: () => NOW_MS,
  ...ports,
});

const open = async (ports: OptionsPorts) => {
  const data = watchOptionsData(ports, (next) => {
    snapshot = next;
  });
  await vi.waitFor(() => expect(snapshot.settings && snapshot.summaries).not.toBeNull());
  return data;
};
const fileOf = ({ name, pieces }: WrittenFile): File => new File([...pieces], name);

beforeEach(() => {
  fakeBrowser.reset();
  snapshot = EMPTY_OPTIONS;
  saved = [];
});

test('a symbol that is added is stored and its first load asked for', async () => {
  const ports = createPorts();
  const data = await open(ports);
  expect(await data.addSymbol('eth')).toBe(true);
  expect((await readSettings()).watchlist).toEqual(['BTCUSDT', 'ETHUSDT']);
  expect(ports.wantSymbol).toHaveBeenCalledWith('ETHUSDT');
  expect(await data.addSymbol('nothing')).toBe(false);
  expect(snapshot.symbolOutcome?.tone).toBe('bad');
  data.stop();
});

test('the last symbol cannot be removed, and the icon’s symbol is always one of the list', async () => {
  const data = await open(createPorts());
  await data.removeSymbol('BTCUSDT');
  expect((await readSettings()).watchlist).toEqual(['BTCUSDT']);
  await data.addSymbol('ETHUSDT');
  await data.removeSymbol('BTCUSDT');
  expect(await readSettings()).toMatchObject({ watchlist: ['ETHUSDT'], symbol: 'ETHUSDT' });
  data.stop();
});

test('not all exchanges can be off, and one that may not be asked stays as it was', async () => {
  const data = await open(createPorts({ allowExchange: () => Promise.resolve(false) }));
  await data.setExchange('bybit', 'on');
  expect((await readSettings()).exchanges.bybit).toBe('fallback');
  await data.setExchange('bybit', 'off');
  await data.setExchange('binance', 'off');
  expect((await readSettings()).exchanges).toEqual({ binance: 'on', bybit: 'off' });
  data.stop();
});

test('what is exported is what is imported', async () => {
  const ports = createPorts();
  const data = await open(ports);
  await data.exportJson('bybit:BTCUSDT');
  expect(saved[0]?.name).toBe('liquidation-lens-BTCUSDT-bybit-2026-02-10.json');
  await data.importFiles([fileOf(saved[0]!)]);
  expect(ports.addBook).toHaveBeenCalledWith('bybit:BTCUSDT', SMALL_BOOK, NOW_MS);
  expect(snapshot.storeOutcome).toEqual({
    tone: 'good',
    text: 'BTCUSDT of Bybit: 2 candles, 2 readings of open interest, 2 columns, 2 liquidations added.',
  });
  data.stop();
});

test('of several files each is told of, and a bad one is not stored', async () => {
  const ports = createPorts();
  const data = await open(ports);
  await data.exportCsv('BTCUSDT', 'candles');
  await data.importFiles([fileOf(saved[0]!), new File(['{}'], 'other.json')]);
  expect(ports.addBook).toHaveBeenCalledTimes(1);
  expect(snapshot.storeOutcome?.tone).toBe('bad');
  expect(snapshot.storeOutcome?.text).toContain('other.json was not imported.');
  data.stop();
});

test('an import that the store refuses is told of as such', async () => {
  const full = Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const data = await open(createPorts({ addBook: () => Promise.reject(full) }));
  await data.exportJson('BTCUSDT');
  await data.importFiles([fileOf(saved[0]!)]);
  expect(snapshot.storeOutcome?.text).toContain('The disk is full; nothing was changed.');
  data.stop();
});

test('the columns of a file say which model made them', async () => {
  const data = await open(createPorts());
  await data.exportCsv('BTCUSDT', 'columns');
  expect(saved[0]?.pieces.join('')).toContain(`,${MODEL_VERSION},100,mark,`);
  data.stop();
});

test('a change made elsewhere is seen', async () => {
  const data = await open(createPorts());
  await changeSettings({ sitesOff: ['binance'] });
  await vi.waitFor(() =>
    expect(computeOptionsView({ ...snapshot, nowMs: NOW_MS }).sites?.[0]?.isOn).toBe(false),
  );
  data.stop();
});
