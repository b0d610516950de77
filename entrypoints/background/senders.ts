/** Who may ask the worker for what. Whatever a content script hands on may come from a hostile page. */
import { browser } from 'wxt/browser';
import { isSymbol } from '@/lib/collect/followed.ts';

/** The symbol of a message; throws where it could not be one. */
export const parseSymbol = (symbol: unknown): string => {
  if (!isSymbol(symbol)) throw new Error('That is no symbol');
  return symbol;
};

/** Throws unless the message comes from a page of this extension. */
export const assertOwnPage = (sender: { readonly id?: string; readonly url?: string }): void => {
  const isOwn = sender.url?.startsWith(browser.runtime.getURL('/')) === true;
  if (!isOwn) throw new Error('Only pages of the extension may ask for that');
};
