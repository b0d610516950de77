/** What reached the stand-in: who was asked, and what it cost. */
import type { LoggedRequest } from '../../replay/server.ts';

export const EXCHANGE_HOSTS = ['fapi.binance.com', 'fstream.binance.com'];

/** The chart page's own host: what it asks for itself is no request of the extension. */
const PAGE_HOST = 'www.binance.com';
/** What Chromium and Firefox ask on their own account, whatever is installed in them. */
const BROWSERS_OWN =
  /(^|\.)(google|googleapis|gstatic|gvt1|chromium|mozilla|firefox|mozgcp)\.(com|net|org)$/;

/** Hosts that neither the page nor the browser itself asked for. */
export const hostsOfExtension = (requests: readonly LoggedRequest[]): string[] => {
  const hosts = new Set(requests.map(({ host }) => host));
  return [...hosts].filter((host) => host !== PAGE_HOST && !BROWSERS_OWN.test(host)).sort();
};

/** The extension's own requests: the chart page's go to the page's host. */
export const toExchange = (requests: readonly LoggedRequest[]): LoggedRequest[] =>
  requests.filter(
    ({ host, path }) => EXCHANGE_HOSTS.includes(host) && !path.startsWith('/__replay__/'),
  );

export const sumWeight = (requests: readonly LoggedRequest[]): number =>
  toExchange(requests).reduce((sum, { weight }) => sum + weight, 0);
