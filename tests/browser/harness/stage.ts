/**
 * The stage of a browser test: a stand-in with a generated market and a browser on it, both thrown
 * away at the end.
 */
import type { Page } from 'playwright-core';
import { startReplay, type Replay, type ReplayOptions } from '../../replay/server.ts';
import { launchChromium, type ChromiumOptions, type ChromiumSession } from './chromium.ts';
import type { FirefoxSession } from './firefox.ts';
import { readStatus } from './stored-status.ts';
import { until } from './until.ts';

export const SYMBOL = 'BTCUSDT';
const CHART_HOST = 'https://www.binance.com';

/** What either browser's session can do about the extension's polls. */
export type PollingSession = Pick<ChromiumSession | FirefoxSession, 'extensionPage' | 'fireAlarm'>;

export interface Stage {
  readonly replay: Replay;
  readonly session: ChromiumSession;
  close(): Promise<void>;
}

/** Address of a chart page; `options` as the page reads them (engine, scale, inverted, live …). */
export const chartUrl = (options: Readonly<Record<string, string>> = {}, symbol = SYMBOL): string =>
  `${CHART_HOST}/en/futures/${symbol}?${new URLSearchParams(options)}`;

export const openStage = async (
  replayOptions: ReplayOptions = {},
  browserOptions: Omit<ChromiumOptions, 'replay'> = {},
): Promise<Stage> => {
  const replay = await startReplay({ recordingsDir: null, ...replayOptions });
  try {
    const session = await launchChromium({ replay, ...browserOptions });
    return {
      replay,
      session,
      close: async () => {
        await session.close();
        await replay.stop();
      },
    };
  } catch (error) {
    await replay.stop();
    throw error;
  }
};

/** Opens a chart page and waits until its engine has drawn. */
export const openChart = async (
  session: ChromiumSession,
  options: Readonly<Record<string, string>> = {},
  symbol = SYMBOL,
): Promise<Page> => {
  const page = await session.newPage(chartUrl(options, symbol));
  await page.evaluate(() => window.chartTruth.ready);
  return page;
};

/** Waits until the first loading of a symbol is done and its map stored. */
export const waitForMap = async (session: PollingSession, symbol = SYMBOL): Promise<void> => {
  const extensionPage = await session.extensionPage();
  await until(`the map of ${symbol} is stored`, async () => {
    const status = await readStatus(extensionPage, symbol);
    return status?.backfillProgress === 1 && status.lastColumnMs !== null;
  });
};

/** An alarm that comes while a poll is still under way starts none, so it is let off again. */
const NEXT_ALARM_MS = 2000;
/** A busy machine may take long over a poll. */
const NO_ALARM_HELPS_MS = 100_000;

/** Lets the alarm go off until what it should bring about is seen. */
export const fireAlarmUntil = (
  session: PollingSession,
  what: string,
  isSeen: () => Promise<boolean> | boolean,
  timeoutMs = NO_ALARM_HELPS_MS,
): Promise<boolean> =>
  until(
    what,
    async () => {
      await session.fireAlarm();
      return await until(what, isSeen, NEXT_ALARM_MS).catch(() => false);
    },
    timeoutMs,
  );

/** Lets the alarm go off and waits for the end of a poll that began after it and had no fault. */
export const pollOnce = async (
  { session }: { readonly session: PollingSession },
  symbol = SYMBOL,
): Promise<void> => {
  const extensionPage = await session.extensionPage();
  const before = (await readStatus(extensionPage, symbol))?.lastSuccessMs ?? 0;
  await fireAlarmUntil(session, `a poll of ${symbol} succeeds`, async () => {
    const status = await readStatus(extensionPage, symbol);
    return (status?.lastSuccessMs ?? 0) > before && status?.fault === null;
  });
};
