/**
 * The user's settings, stored by the browser. Parsed when read: a value of an older or foreign shape
 * falls back to the default, field by field.
 */
import * as v from 'valibot';
import { storage } from 'wxt/utils/storage';

/** Distances from the price within which the imbalance is counted, in percent. */
export const WITHIN_PERCENTS = [2, 5, 10] as const;
export type WithinPercent = (typeof WITHIN_PERCENTS)[number];

export interface Settings {
  /** Sites (ids of the site table) on which the overlay is switched off. */
  readonly sitesOff: readonly string[];
  readonly withinPercent: WithinPercent;
  /** The symbol that popup and badge show when the active tab has none. */
  readonly symbol: string;
}

export const DEFAULT_SETTINGS: Settings = {
  sitesOff: [],
  withinPercent: 5,
  symbol: 'BTCUSDT',
};

const SettingsSchema = v.object({
  sitesOff: v.fallback(v.array(v.string()), [...DEFAULT_SETTINGS.sitesOff]),
  withinPercent: v.fallback(v.picklist(WITHIN_PERCENTS), DEFAULT_SETTINGS.withinPercent),
  symbol: v.fallback(v.pipe(v.string(), v.minLength(1)), DEFAULT_SETTINGS.symbol),
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
