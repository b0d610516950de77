/**
 * Requests that the browser may refuse to make. Firefox lets its user take a host permission back at any
 * time, and does not grant one that an update added; the refused request then looks like no network.
 */
import { browser } from 'wxt/browser';
import { MarketError } from '@/lib/markets/market-error.ts';

const originOf = (input: Parameters<typeof fetch>[0]): string =>
  new URL(input instanceof Request ? input.url : input).origin;

/** `fetch`, which fails with a `MarketError` where the reason is a permission that is missing. */
export const fetchIfAllowed: typeof fetch = async (input, init) => {
  try {
    return await fetch(input, init);
  } catch (error) {
    const origin = originOf(input);
    if (await browser.permissions.contains({ origins: [`${origin}/*`] })) throw error;
    throw new MarketError('no-permission', `The browser does not let us ask ${origin}`);
  }
};
