/**
 * The stage of the weather table: a running replay, the extension on its clock, a chart and the popup
 * beside it, and what a person and the store say at any moment.
 */
import type { Page } from 'playwright-core';
import { MINUTE_MS } from '../../../lib/model/time.ts';
import { createMarket } from '../../replay/replay-sources.ts';
import { startReplay, type Replay } from '../../replay/server.ts';
import { ticksToPrice } from '../../replay/symbols.ts';
import { waitForPoll } from './ask-worker.ts';
import { forgetAll } from './forget-all.ts';
import { bandsOf } from './overlay.ts';
import { readFigures, type PopupFigures } from './popup.ts';
import { launchOnReplayClock, type ReplayClockSession } from './replay-clock.ts';
import { chartUrl, SYMBOL } from './stage.ts';
import {
  candleGaps,
  candleMinutes,
  columnMinutes,
  type StoredGap,
  type StoredMinute,
} from './stored-minutes.ts';
import { readStoredRows } from './stored-rows.ts';
import { readStatus } from './stored-status.ts';
import { until } from './until.ts';

const START_MS = Date.UTC(2026, 0, 10, 0, 0, 30);

/** What a person sees of the data's state. */
export interface Sight {
  /** Title and advice of the popup's health line; times of day left out. */
  readonly line: string;
  readonly health: string;
  readonly state: string;
  readonly isLive: boolean;
  readonly hasBands: boolean;
}

/** Minutes in the store, and what is stored as not to be had. */
export interface Kept {
  readonly candles: readonly StoredMinute[];
  readonly columns: readonly number[];
  readonly gaps: readonly StoredGap[];
}

export interface WeatherStage {
  readonly replay: Replay;
  readonly session: ReplayClockSession;
  readonly popup: () => Page;
  /** Opens chart and popup anew. */
  openFaces(): Promise<void>;
  closeFaces(): Promise<void>;
  /** Makes the extension new; needs closed faces. */
  forget(): Promise<void>;
  /** Pushes the clocks by a minute and waits for the end of that minute's poll. */
  pollMinute(): Promise<void>;
  /** Whether the last poll got everything. */
  isWell(): Promise<boolean>;
  see(): Promise<Sight>;
  /** Waits for a sight; throws with the last one seen. */
  waitForSight(isWanted: (sight: Sight) => boolean, timeoutMs?: number): Promise<Sight>;
  readKept(): Promise<Kept>;
  /** Stored minutes that are not what the exchange had. */
  countWrong(kept: Kept): number;
  close(): Promise<void>;
}

/** Sent into the popup: title and advice, which stand in the figures' place where there are none. */
const readLine = (): string => {
  const parts = [
    ...document.querySelectorAll('.notice h2, .notice p, .health-words b, .health-words span'),
  ];
  return parts.map((part) => part.textContent ?? '').join(' ');
};

const withoutTimes = (line: string): string =>
  line.replace(/\u202f/g, ' ').replace(/until [\d:]+( [AP]M)?/, 'until …');

export const openWeather = async (): Promise<WeatherStage> => {
  const replay = await startReplay({ recordingsDir: null, startMs: START_MS, speed: 1 });
  const session = await launchOnReplayClock(replay, { hearsBrowser: false });
  const extensionPage = await session.extensionPage();
  const { market } = createMarket(null, 1, START_MS);
  let faces: readonly Page[] = [];

  const popup = (): Page => {
    const page = faces[1];
    if (!page) throw new Error('no popup is open');
    return page;
  };
  const closeFaces = async (): Promise<void> => {
    for (const face of faces) await face.close();
    faces = [];
  };
  const openFaces = async (): Promise<void> => {
    await closeFaces();
    const chart = await session.newPage(chartUrl());
    faces = [chart, await session.openPopup()];
  };
  const see = async (): Promise<Sight> => {
    const figures = await until('the popup is drawn', () => popup().evaluate(readFigures));
    const hasBands = (await (faces[0] as Page).locator(bandsOf(SYMBOL)).count()) > 0;
    return describe(figures, withoutTimes(await popup().evaluate(readLine)), hasBands);
  };
  const describe = (
    { health, state, isLive }: PopupFigures,
    line: string,
    hasBands: boolean,
  ): Sight => ({ line, health, state, isLive, hasBands });

  return {
    replay,
    session,
    popup,
    openFaces,
    closeFaces,
    forget: () => forgetAll(session),
    pollMinute: async () => {
      replay.clock.advance(MINUTE_MS);
      await session.fireAlarm();
      await waitForPoll(extensionPage, SYMBOL);
    },
    isWell: async () => {
      const status = await readStatus(extensionPage, SYMBOL);
      const nowMs = replay.clock.nowMs();
      return status?.fault === null && (status.lastSuccessMs ?? 0) > nowMs - MINUTE_MS;
    },
    see,
    waitForSight: async (isWanted, timeoutMs) => {
      let last: Sight | null = null;
      try {
        return await until(
          'it is seen',
          async () => {
            last = await see();
            return isWanted(last) && last;
          },
          timeoutMs,
        );
      } catch (error) {
        throw new Error(`seen is ${JSON.stringify(last)}`, { cause: error });
      }
    },
    readKept: async () => ({
      candles: candleMinutes(await readStoredRows(extensionPage, 'candles'), SYMBOL),
      columns: columnMinutes(await readStoredRows(extensionPage, 'columns'), SYMBOL),
      gaps: candleGaps(await readStoredRows(extensionPage, 'gaps'), SYMBOL),
    }),
    countWrong: ({ candles }) => {
      const spec = market.spec(SYMBOL);
      if (!spec) throw new Error(`the stand-in has no ${SYMBOL}`);
      return candles.filter(
        ({ openTimeMs, close }) =>
          close !== ticksToPrice(spec, market.minute(SYMBOL, openTimeMs).close),
      ).length;
    },
    close: async () => {
      await session.close();
      await replay.stop();
    },
  };
};
