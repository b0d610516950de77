/** Reads the parameters of a request, refusing them in the exchange's own words. */
import {
  illegalCharacters,
  invalidData,
  invalidInterval,
  invalidSymbol,
  missingParameter,
  startAfterEnd,
} from './api-errors.ts';
import { parseInterval } from './intervals.ts';
import type { ReplayMarket } from './replay-market.ts';
import type { SymbolSpec } from './symbols.ts';

/** The text of a parameter that must be there. */
export function readText(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw missingParameter(name);
  return value;
}

/** A whole number, or undefined if it was not sent. */
export function readWhole(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,20}$/.test(value)) throw illegalCharacters(name);
  return Number(value);
}

/** The page length: its default if not sent, refused above the most. */
export function readLimit(query: URLSearchParams, standard: number, most: number): number {
  const limit = readWhole(query, 'limit') ?? standard;
  if (limit < 1 || limit > most) throw invalidData('limit');
  return limit;
}

/** The symbol that a parameter (`symbol`, or `pair`) names. */
export function readSymbol(
  market: ReplayMarket,
  query: URLSearchParams,
  name = 'symbol',
): SymbolSpec {
  const spec = market.spec(readText(query, name).toUpperCase());
  if (!spec) throw invalidSymbol();
  return spec;
}

/** The length of the interval or period asked for. */
export function readInterval(query: URLSearchParams, name = 'interval'): number {
  const intervalMs = parseInterval(readText(query, name));
  if (intervalMs === undefined) throw invalidInterval();
  return intervalMs;
}

/** Both ends of a stretch of time, either of which may be missing. */
export function readTimes(query: URLSearchParams): {
  readonly startTimeMs: number | undefined;
  readonly endTimeMs: number | undefined;
} {
  const startTimeMs = readWhole(query, 'startTime');
  const endTimeMs = readWhole(query, 'endTime');
  if (startTimeMs !== undefined && endTimeMs !== undefined && startTimeMs > endTimeMs) {
    throw startAfterEnd();
  }
  return { startTimeMs, endTimeMs };
}
