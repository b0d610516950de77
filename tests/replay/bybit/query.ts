/** Reads the parameters of a request to Bybit. What is out of bounds is refused, a limit cut down. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import type { RouteRequest } from '../route.ts';
import type { SymbolSpec } from '../symbols.ts';
import { invalidParameter, invalidSymbol, timeInvalid } from './errors.ts';

const INTERVALS: Readonly<Record<string, number>> = {
  '1': MINUTE_MS,
  '3': 3 * MINUTE_MS,
  '5': 5 * MINUTE_MS,
  '15': 15 * MINUTE_MS,
  '30': 30 * MINUTE_MS,
  '60': HOUR_MS,
  '120': 2 * HOUR_MS,
  '240': 4 * HOUR_MS,
  '360': 6 * HOUR_MS,
  '720': 12 * HOUR_MS,
  D: DAY_MS,
  W: 7 * DAY_MS,
};
const PERIODS: Readonly<Record<string, number>> = {
  '5min': 5 * MINUTE_MS,
  '15min': 15 * MINUTE_MS,
  '30min': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '4h': 4 * HOUR_MS,
  '1d': DAY_MS,
};

const read = (table: Readonly<Record<string, number>>, name: string | null) =>
  name !== null && Object.hasOwn(table, name) ? table[name] : undefined;

/** Length of a candle interval by its name, or undefined. */
export const parseBybitInterval = (name: string | null): number | undefined =>
  read(INTERVALS, name);

/** Only linear contracts are served. */
export function checkCategory({ query }: RouteRequest): void {
  if (query.get('category') !== 'linear') throw invalidParameter('category');
}

/** The symbol asked for; `refusal` is thrown where there is no such one. */
export function readBybitSymbol(
  { market, query }: RouteRequest,
  refusal: () => Error = invalidSymbol,
): SymbolSpec {
  const spec = market.spec(query.get('symbol') ?? '');
  if (!spec) throw refusal();
  return spec;
}

export function readBybitInterval({ query }: RouteRequest): number {
  const intervalMs = parseBybitInterval(query.get('interval'));
  if (intervalMs === undefined) throw invalidParameter('interval');
  return intervalMs;
}

export function readBybitPeriod({ query }: RouteRequest, name: string): number {
  const periodMs = read(PERIODS, query.get(name));
  if (periodMs === undefined) throw invalidParameter(name);
  return periodMs;
}

function readWhole({ query }: RouteRequest, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (!/^\d{1,20}$/.test(value)) throw invalidParameter(name);
  return Number(value);
}

/** The page length; more than the most is taken as the most. */
export function readBybitLimit(request: RouteRequest, standard: number, most: number): number {
  const limit = readWhole(request, 'limit') ?? standard;
  if (limit < 1) throw invalidParameter('limit');
  return Math.min(limit, most);
}

/** Both ends of a stretch of time, either of which may be missing. */
export function readBybitTimes(request: RouteRequest, startName: string, endName: string) {
  const startMs = readWhole(request, startName);
  const endMs = readWhole(request, endName);
  if (startMs !== undefined && endMs !== undefined && startMs > endMs) throw timeInvalid();
  return { startMs, endMs };
}
