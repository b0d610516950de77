/** What the project's chart page tells of itself, asked from outside. */
import type { ChartTruth } from '../accuracy/measure-in-page.ts';
import { askPage, type AskablePage } from './ask-page.ts';

export type { ChartTruth };

/** Prices at the edges of the visible pane, by the engine's own answer. */
export const readVisiblePrices = (page: AskablePage): Promise<{ low: number; high: number }> =>
  askPage(page, () => window.chartTruth.visiblePrices(), undefined);
