/**
 * Requests that the browser may refuse to make, or cannot. Firefox lets its user take a host permission
 * back at any time, and does not grant one that an update added; the refused request then looks like an
 * exchange out of reach, and so does every request of a machine without a network.
 */
import { browser } from 'wxt/browser';
import { MarketError } from '@/lib/markets/market-error.ts';

const originOf = (input: Parameters<typeof fetch>[0]): string =>
  new URL(input instanceof Request ? input.url : input).origin;

/** `fetch`, which fails with a `MarketError` where permission or network is missing. */
export const fetchIfAllowed: typeof fetch = async (input, init) => {
  try {
    return await fetch(input, init);
  } catch (error) {
    const origin = originOf(input);
    if (!(await browser.permissions.contains({ origins: [`${origin}/*`] })))
      throw new MarketError('no-permission', `The browser does not let us ask ${origin}`);
    if (!navigator.onLine) throw new MarketError('offline', 'The machine has no network');
    throw error;
  }
};
