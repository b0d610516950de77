/** What a page of the extension can ask of its worker. */
import { askPage, type AskablePage } from './ask-page.ts';

/** Sent into the page: the protocol's envelope around a question for a symbol's map. */
const sendQuestion = (symbol: string): Promise<unknown> =>
  chrome.runtime.sendMessage({
    id: 1,
    type: 'getMap',
    data: { symbol, isWatched: false },
    timestamp: Date.now(),
  });

/** Asks for the map of `symbol`, as a chart page does: from then on it is followed. */
export const askForMap = async (page: AskablePage, symbol: string): Promise<void> => {
  await askPage(page, sendQuestion, symbol);
};
