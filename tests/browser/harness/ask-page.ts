/** Asking a page of either driver: both send a function and one argument the same way. */
import type { Page as PlaywrightPage } from 'playwright-core';
import type { Page as PuppeteerPage } from 'puppeteer-core';

export type AskablePage = PlaywrightPage | PuppeteerPage;

/** Runs `question` in the page; it may use nothing from outside itself. */
export const askPage = <Given, Answer>(
  page: AskablePage,
  question: (given: Given) => Answer,
  given: Given,
): Promise<Awaited<Answer>> =>
  (page as PuppeteerPage).evaluate(question as (given: unknown) => Answer, given);
