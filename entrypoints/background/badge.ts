/** The badge on the icon: how much more one side has to lose, of the symbol chosen in the settings. */
import { browser } from 'wxt/browser';
import type { QuantisedColumn } from '@/lib/model/column.ts';
import { computeImbalance } from '@/lib/model/imbalance.ts';
import { restoreColumn } from '@/lib/model/quantise.ts';
import { SIDE_COLORS } from '@/lib/render/side-colors.ts';
import { readSettings } from '@/lib/settings.ts';
import { readNewestColumn } from '@/lib/store/columns.ts';
import type { SymbolStatus } from '@/lib/store/status.ts';
import { readStatus } from '@/lib/store/status-rows.ts';
import { withDatabase } from '@/lib/store/with-database.ts';

interface Badge {
  readonly text: string;
  readonly color: string;
}

const LOADING: Badge = { text: '…', color: '#64748b' };
const FAULT: Badge = { text: '!', color: '#f87171' };
const TEXT_COLOR = '#0b0e11';

/**
 * What the badge says: "+24" where shorts above have more to lose, "−31" where longs below do (score of
 * the imbalance), "…" before the first column, "!" at a fault. A rebuilt store alone is no fault.
 */
export const computeBadge = (
  status: SymbolStatus | undefined,
  column: QuantisedColumn | undefined,
  withinPercent: number,
): Badge => {
  if (status?.fault && status.fault.kind !== 'store-rebuilt') return FAULT;
  if (!column) return LOADING;
  const { score } = computeImbalance(restoreColumn(column), column.price, withinPercent);
  const points = Math.round(score);
  if (points === 0) return { text: '0', color: LOADING.color };
  return points > 0
    ? { text: `+${points}`, color: SIDE_COLORS.short }
    : { text: `−${-points}`, color: SIDE_COLORS.long };
};

const showBadge = async ({ text, color }: Badge): Promise<void> => {
  const { action } = browser;
  await action.setBadgeBackgroundColor({ color });
  await action.setBadgeTextColor?.({ color: TEXT_COLOR });
  await action.setBadgeText({ text });
};

/** The store cannot be used at all. */
export const showStoreFault = (): Promise<void> => showBadge(FAULT);

/** Shows the stored state; does nothing when `changed` is another symbol than the badge's. */
export const refreshBadge = async (changed?: string): Promise<void> => {
  const { symbol, withinPercent } = await readSettings();
  if (changed !== undefined && changed !== symbol) return;
  const badge = await withDatabase(async (db) =>
    computeBadge(await readStatus(db, symbol), await readNewestColumn(db, symbol), withinPercent),
  );
  await showBadge(badge);
};
