/** Follows the page's address: sites change the contract without loading a new page. */
import type { ContentScriptContext } from 'wxt/utils/content-script-context';
import { findSite } from '@/lib/charts/sites.ts';
import type { Place } from './overlay-state.ts';

/** The event comes before the address changes, and some changes are called off. */
const RECHECKS_MS = [0, 1000];

/** Site and contract at an address; null where no site of ours is. */
export const readPlace = (url: URL): Place | null => {
  const site = findSite(url);
  return site && { site: site.id, symbol: site.symbolOf(url) };
};

/**
 * Calls back when the page is about to change its address, so that nothing of the old contract is
 * left when the new one appears, and again once it has. Returns a look at the address as it is now,
 * for whoever is about to draw.
 */
export const followPlace = (
  ctx: ContentScriptContext,
  onPlace: (place: Place) => void,
): (() => void) => {
  const take = (url: URL): void => {
    const place = readPlace(url);
    if (place) onPlace(place);
  };
  const check = (): void => take(new URL(location.href));
  ctx.addEventListener(window, 'wxt:locationchange', ({ newUrl }) => {
    take(newUrl);
    for (const delayMs of RECHECKS_MS) ctx.setTimeout(check, delayMs);
  });
  return check;
};
