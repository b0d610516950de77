/**
 * The user's settings, stored by the browser. Parsed when read: a value of an older or foreign shape
 * falls back to the default, field by field.
 */
import * as v from 'valibot';
import { storage } from 'wxt/utils/storage';
import type { MarketId } from './markets/book-key.ts';

/** Distances from the price within which the imbalance is counted, in percent. */
export const WITHIN_PERCENTS = [2, 5, 10] as const;
export type WithinPercent = (typeof WITHIN_PERCENTS)[number];

/**
 * Whether an exchange's book is in the map: `fallback` is only where no exchange that is `on` serves this
 * user or this symbol.
 */
export const EXCHANGE_USES = ['on', 'fallback', 'off'] as const;
export type ExchangeUse = (typeof EXCHANGE_USES)[number];

/** So many symbols are kept fresh at most: 60 of the 2400 weight a minute. */
export const MOST_WATCHED = 20;

export interface Settings {
  /** Sites (ids of the site table) on which the overlay is switched off. */
  readonly sitesOff: readonly string[];
  readonly withinPercent: WithinPercent;
  /** The symbol that popup and badge show when the active tab has none. */
  readonly symbol: string;
  /** Symbols that are kept fresh whether a page shows them or not. */
  readonly watchlist: readonly string[];
  readonly exchanges: Readonly<Record<MarketId, ExchangeUse>>;
}

export const DEFAULT_SETTINGS: Settings = {
  sitesOff: [],
  withinPercent: 5,
  symbol: 'BTCUSDT',
  watchlist: ['BTCUSDT'],
  exchanges: { binance: 'on', bybit: 'fallback' },
};

const SettingsSchema = v.object({
  sitesOff: v.fallback(v.array(v.string()), [...DEFAULT_SETTINGS.sitesOff]),
  withinPercent: v.fallback(v.picklist(WITHIN_PERCENTS), DEFAULT_SETTINGS.withinPercent),
  symbol: v.fallback(v.pipe(v.string(), v.minLength(1)), DEFAULT_SETTINGS.symbol),
  watchlist: v.fallback(
    v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.maxLength(MOST_WATCHED)),
    [...DEFAULT_SETTINGS.watchlist],
  ),
  exchanges: v.fallback(
    v.object({ binance: v.picklist(EXCHANGE_USES), bybit: v.picklist(EXCHANGE_USES) }),
    DEFAULT_SETTINGS.exchanges,
  ),
});

const settingsItem = storage.defineItem<unknown>('local:settings');

/** Unknown stored value to settings; never throws. */
export const parseSettings = (stored: unknown): Settings => {
  const result = v.safeParse(SettingsSchema, stored);
  return result.success ? result.output : DEFAULT_SETTINGS;
};

export const readSettings = async (): Promise<Settings> =>
  parseSettings(await settingsItem.getValue());

/** Changes some settings and leaves the rest as stored. */
export const changeSettings = async (change: Partial<Settings>): Promise<Settings> => {
  const next = { ...(await readSettings()), ...change };
  await settingsItem.setValue(next);
  return next;
};

/** Calls back at every change, made here or in another part of the extension; returns the stop. */
export const watchSettings = (onChange: (settings: Settings) => void): (() => void) =>
  settingsItem.watch((stored) => onChange(parseSettings(stored)));
