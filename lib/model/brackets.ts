/**
 * Leverage brackets of a symbol. The exchange publishes floors and rates; the maintenance amount of a
 * bracket is what keeps maintenance margin continuous across its floor:
 *
 *   amount(n) = floor(n) · (rate(n) − rate(n−1)) + amount(n−1)
 */
import { BRACKET_TABLE, GENERIC_ROWS, type BracketRow } from './bracket-table.ts';
import type { Bracket } from './market-data.ts';

/** Rows in rising order of notional to brackets with their maintenance amounts (USD). */
export const computeBrackets = (rows: readonly BracketRow[]): readonly Bracket[] => {
  const brackets: Bracket[] = [];
  for (const [capUsd, maxLeverage, ratePercent] of rows) {
    const before = brackets.at(-1);
    const floorUsd = before?.capUsd ?? 0;
    const rate = ratePercent / 100;
    const rateBefore = before?.maintenanceMarginRate ?? rate;
    brackets.push({
      floorUsd,
      capUsd,
      maxLeverage,
      maintenanceMarginRate: rate,
      maintenanceAmountUsd: floorUsd * (rate - rateBefore) + (before?.maintenanceAmountUsd ?? 0),
    });
  }
  return brackets;
};

export const GENERIC_BRACKETS: readonly Bracket[] = computeBrackets(GENERIC_ROWS);

/** Whether the table knows `symbol`, or `bracketsOf` answers with the generic one. */
export const hasOwnBrackets = (symbol: string): boolean => Object.hasOwn(BRACKET_TABLE, symbol);

/** Brackets of a symbol such as `BTCUSDT`; the generic ones where the table does not list it. */
export const bracketsOf = (symbol: string): readonly Bracket[] => {
  const rows = hasOwnBrackets(symbol) ? BRACKET_TABLE[symbol] : undefined;
  return rows ? computeBrackets(rows) : GENERIC_BRACKETS;
};

/** Brackets to work with: an empty table (a failed download) counts as the generic one. */
export const orGeneric = (brackets: readonly Bracket[]): readonly Bracket[] =>
  brackets.length > 0 ? brackets : GENERIC_BRACKETS;

/**
 * The bracket that holds `notionalUsd`: above the last cap the last one, for zero or less the first.
 */
export const bracketAt = (brackets: readonly Bracket[], notionalUsd: number): Bracket => {
  const table = orGeneric(brackets);
  return (table.find((b) => notionalUsd <= b.capUsd) ?? table.at(-1)) as Bracket;
};

/** Highest leverage that any position may have. */
export const highestLeverage = (brackets: readonly Bracket[]): number =>
  orGeneric(brackets).reduce((most, b) => Math.max(most, b.maxLeverage), 0);

/** Largest notional (USD) that may be held at `leverage`; 0 where no bracket allows it. */
export const largestNotionalAt = (brackets: readonly Bracket[], leverage: number): number =>
  orGeneric(brackets).reduce((most, b) => (b.maxLeverage >= leverage ? b.capUsd : most), 0);
