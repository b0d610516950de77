/**
 * Requests that the browser may refuse to make. Firefox lets its user take a host permission back at any
 * time, and does not grant one that an update added; the refused request then looks like no network.
 */
import { browser } from 'wxt/browser';
import { BINANCE_URL } from '@/lib/markets/binance-request.ts';
import { MarketError } from '@/lib/markets/market-error.ts';

const isAllowed = (): Promise<boolean> =>
  browser.permissions.contains({ origins: [`${BINANCE_URL}/*`] });

/** `fetch`, which fails with a `MarketError` where the reason is a permission that is missing. */
export const fetchIfAllowed: typeof fetch = async (input, init) => {
  try {
    return await fetch(input, init);
  } catch (error) {
    if (await isAllowed()) throw error;
    throw new MarketError('no-permission', `The browser does not let us ask ${BINANCE_URL}`);
  }
};
