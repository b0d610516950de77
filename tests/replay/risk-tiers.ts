/** Leverage brackets for the risk limits told: the recorded ones, else those that the model ships. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bracketsOf } from '../../lib/model/brackets.ts';
import type { Bracket } from '../../lib/model/market-data.ts';

/** [floor, cap, most leverage, maintenance margin rate, maintenance amount] */
type RecordedBracket = readonly [number, number, number, number, number];

interface BracketFile {
  readonly symbols: Readonly<Record<string, readonly RecordedBracket[]>>;
}

const toBracket = ([floorUsd, capUsd, maxLeverage, rate, amountUsd]: RecordedBracket): Bracket => ({
  floorUsd,
  capUsd,
  maxLeverage,
  maintenanceMarginRate: rate,
  maintenanceAmountUsd: amountUsd,
});

/** Brackets by symbol, generic ones where a symbol has none of its own. */
export function readRiskTiers(
  recordingsDir: string | null,
): (symbol: string) => readonly Bracket[] {
  const path = recordingsDir && join(recordingsDir, 'brackets', 'binance-usdm-majors.json');
  if (!path || !existsSync(path)) return bracketsOf;
  const { symbols } = JSON.parse(readFileSync(path, 'utf8')) as BracketFile;
  return (symbol) => symbols[symbol]?.map(toBracket) ?? bracketsOf(symbol);
}
