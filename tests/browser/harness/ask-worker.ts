/** What a page of the extension can ask of its worker. */
import { askPage, type AskablePage } from './ask-page.ts';

/** Sent into the page: the protocol's envelope around a question. */
const sendQuestion = ([type, data]: readonly [string, unknown]): Promise<unknown> =>
  chrome.runtime.sendMessage({ id: 1, type, data, timestamp: Date.now() });

/** Asks for the map of `symbol`, as a chart page does: from then on it is followed. */
export const askForMap = async (page: AskablePage, symbol: string): Promise<void> => {
  await askPage(page, sendQuestion, ['getMap', { symbol, isWatched: false }] as const);
};

/** Joins the poll of `symbol` that is under way, or makes one; resolves when it has ended. */
export const waitForPoll = async (page: AskablePage, symbol: string): Promise<void> => {
  await askPage(page, sendQuestion, ['pollNow', { symbol }] as const);
};
