/** Bybit's lists of contracts and of their risk limits, which are its leverage brackets. */
import * as v from 'valibot';
import type { Bracket } from '../model/market-data.ts';
import { amount, name, parseRows, parseWith, positive } from './answer-schema.ts';
import type { ListedSymbol } from './market.ts';

const PageSchema = v.object({
  list: v.array(v.unknown()),
  nextPageCursor: v.optional(v.nullable(v.string())),
});

export interface BybitPage {
  readonly list: readonly unknown[];
  /** What the next page is asked for with; empty on the last one. */
  readonly cursor: string;
}

const decoded = (cursor: string): string => {
  try {
    return decodeURIComponent(cursor);
  } catch {
    return cursor;
  }
};

/** A page of a list. Its cursor comes encoded for a URL; it is encoded again when it is sent. */
export const parseBybitPage = (result: unknown, endpoint: string): BybitPage => {
  const { list, nextPageCursor } = parseWith(PageSchema, result, endpoint);
  return { list, cursor: decoded(nextPageCursor ?? '') };
};

const ContractSchema = v.object({ contractType: v.string(), status: v.string() });
const PerpetualSchema = v.object({
  symbol: name,
  baseCoin: name,
  quoteCoin: name,
  symbolType: v.optional(v.string(), ''),
  underlyingTicker: v.optional(v.string(), ''),
  priceFilter: v.object({ tickSize: positive }),
});

/** Of a `symbolType` that is none of these the price follows a stock, a metal or a currency. */
const COIN_TYPES = ['', 'innovation', 'adventure'];

/** The perpetuals on coins in rows of an `instruments-info` answer that are traded. */
export const parseInstruments = (list: readonly unknown[], endpoint: string): ListedSymbol[] => {
  const traded = list.filter((row, index) => {
    const { contractType, status } = parseWith(ContractSchema, row, `${endpoint}, row ${index}`);
    return contractType === 'LinearPerpetual' && status === 'Trading';
  });
  return parseRows(PerpetualSchema, traded, endpoint)
    .filter((row) => COIN_TYPES.includes(row.symbolType) && row.underlyingTicker === '')
    .map((row) => ({
      symbol: row.symbol,
      base: row.baseCoin,
      quote: row.quoteCoin,
      tickSize: row.priceFilter.tickSize,
      underlyingType: row.symbolType || null,
    }));
};

const rate = v.union([v.pipe(v.number(), v.gtValue(0, 'not above 0')), positive]);
const RiskLimitSchema = v.object({
  symbol: v.string(),
  riskLimitValue: positive,
  maintenanceMargin: rate,
  initialMargin: rate,
  maxLeverage: positive,
  mmDeduction: v.optional(v.union([amount, v.literal('')]), ''),
});

/**
 * Rates are fractions in the answers for linear contracts and percents in the documents' example. The
 * initial margin tells: times the leverage it is 1 as a fraction, 100 in percent.
 */
const unitOf = (row: { readonly initialMargin: number; readonly maxLeverage: number }): number =>
  row.initialMargin * row.maxLeverage > 10 ? 0.01 : 1;

/** The brackets of `symbol` in rows of a `risk-limit` answer, in rising order of notional. */
export const parseRiskLimits = (
  list: readonly unknown[],
  symbol: string,
  endpoint: string,
): Bracket[] => {
  const rows = parseRows(RiskLimitSchema, list, endpoint)
    .filter((row) => row.symbol === symbol)
    .sort((a, b) => a.riskLimitValue - b.riskLimitValue);
  return rows.map((row, index) => ({
    floorUsd: rows[index - 1]?.riskLimitValue ?? 0,
    capUsd: row.riskLimitValue,
    maxLeverage: row.maxLeverage,
    maintenanceMarginRate: row.maintenanceMargin * unitOf(row),
    maintenanceAmountUsd: row.mmDeduction === '' ? 0 : row.mmDeduction,
  }));
};
