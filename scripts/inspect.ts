/**
 * What `npm start` looks at where nobody else can: the bands, the popup's figures, how exactly the
 * bands lie, and how long it all took. Prints it line by line.
 */
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { formatDistance, formatPrice, formatUsd } from '../lib/insight/format.ts';
import { findClusters } from '../lib/model/clusters.ts';
import type { Column } from '../lib/model/column.ts';
import { SIDES, type Side } from '../lib/model/market-data.ts';
import { measureAxisError } from '../tests/browser/harness/axis-error.ts';
import type { ChromiumSession } from '../tests/browser/harness/chromium.ts';
import { readNewestColumn } from '../tests/browser/harness/newest-column.ts';
import { waitForBands } from '../tests/browser/harness/overlay.ts';
import { waitForFigures, type PopupFigures } from '../tests/browser/harness/popup.ts';

const OUTPUT = resolve(import.meta.dirname, '../output');
const BANDS_TIMEOUT_MS = 60_000;
const CLUSTERS_WITHIN_PERCENT = 10;

export interface Inspection {
  readonly session: ChromiumSession;
  readonly page: Page;
  readonly symbol: string;
  readonly chartUrl: string;
  /** The page is the project's own and tells the engine's answers. */
  readonly isLocalPage: boolean;
  /** When `npm start` began, by `performance.now()`. */
  readonly startedMs: number;
}

const line = (name: string, text: string): void => console.log(`${name.padEnd(22)}${text}`);

const describeBiggest = (column: Column, side: Side): string => {
  const search = { withinPercent: CLUSTERS_WITHIN_PERCENT, side, most: 50 };
  const [biggest] = findClusters(column, column.price, search);
  if (!biggest) return `none within ±${CLUSTERS_WITHIN_PERCENT} %`;
  const { peakPrice, distancePercent, amountUsd } = biggest;
  return `${formatUsd(amountUsd)} at ${formatPrice(peakPrice)} (${formatDistance(distancePercent)})`;
};

const describeImbalance = ({ longUsd, shortUsd, score }: PopupFigures): string => {
  const signed = `${(score ?? 0) > 0 ? '+' : ''}${(score ?? 0).toFixed(0)}`;
  return `longs below ${formatUsd(longUsd ?? 0)}, shorts above ${formatUsd(shortUsd ?? 0)} (${signed} of ±100)`;
};

/** On the project's own page by the engine's answers, elsewhere by the reader's own estimate. */
const describeAxisError = async (
  { page, isLocalPage }: Inspection,
  column: Column,
  popupText: string,
): Promise<string> => {
  if (!isLocalPage) {
    const own = /[\d.]+\s*px, \d+ labels/.exec(popupText)?.[0];
    return own ? `${own} (the reader's own estimate)` : 'not known';
  }
  const measured = await measureAxisError(page, column);
  if (!measured || measured.places === 0) return 'not measurable: too few bands in view';
  return `${measured.errorPx.toFixed(2)} px at most in ${measured.places} parts of the pane, against the engine's own answer`;
};

/** A second chart page, now that the store is full: how long from its opening to its bands. */
const timeSecondPage = async ({ session, chartUrl, symbol }: Inspection): Promise<number> => {
  const second = await session.newPage(chartUrl);
  const timeMs = await waitForBands(second, symbol, BANDS_TIMEOUT_MS);
  await second.close();
  return timeMs;
};

/** Waits for the bands and prints what is seen; throws where they never come. */
export const inspect = async (inspection: Inspection): Promise<void> => {
  const { session, page, symbol, startedMs } = inspection;
  await waitForBands(page, symbol, BANDS_TIMEOUT_MS);
  const drawnMs = performance.now() - startedMs;
  const popup = await session.openPopup(page);
  const figures = await waitForFigures(popup, ({ price }) => price !== null);
  const column = await readNewestColumn(await session.extensionPage(), symbol);
  if (!column) throw new Error(`the store holds no map of ${symbol}`);

  line('symbol', figures.symbol ?? 'none');
  line('mark price', formatPrice(figures.price ?? Number.NaN));
  line('imbalance', describeImbalance(figures));
  for (const side of SIDES) line(`biggest ${side}s`, describeBiggest(column, side));
  line('axis error', await describeAxisError(inspection, column, figures.text));
  line('start to bands', `${(drawnMs / 1000).toFixed(1)} s, build included`);
  line('next page to bands', `${((await timeSecondPage(inspection)) / 1000).toFixed(2)} s`);
  await popup.locator('main.popup').screenshot({ path: join(OUTPUT, 'popup.png') });
};
