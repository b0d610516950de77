/** The badge on the icon: how much more one side has to lose, of the symbol chosen in the settings. */
import { browser } from 'wxt/browser';
import { readSymbolBooks } from '@/lib/collect/symbol-books.ts';
import { bookKeyOf } from '@/lib/markets/book-key.ts';
import { computeImbalance } from '@/lib/model/imbalance.ts';
import { restoreColumn } from '@/lib/model/quantise.ts';
import { SIDE_COLORS } from '@/lib/render/side-colors.ts';
import { readSettings } from '@/lib/settings.ts';
import { readNewestMap, type MapPart, type NewestMap } from '@/lib/store/newest-map.ts';
import { withDatabase } from '@/lib/store/with-database.ts';

interface Badge {
  readonly text: string;
  readonly color: string;
}

const LOADING: Badge = { text: '…', color: '#64748b' };
const FAULT: Badge = { text: '!', color: '#f87171' };
const TEXT_COLOR = '#0b0e11';

const isFaulty = ({ status }: MapPart): boolean =>
  status?.fault != null && status.fault.kind !== 'store-rebuilt';

/**
 * What the badge says: "+24" where shorts above have more to lose, "−31" where longs below do (score of
 * the imbalance), "…" before the first column, "!" at a fault of any book in the map. A rebuilt store
 * alone is no fault.
 */
export const computeBadge = ({ parts, column }: NewestMap, withinPercent: number): Badge => {
  if (parts.some(isFaulty)) return FAULT;
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
  const { symbol, withinPercent, exchanges } = await readSettings();
  if (changed !== undefined && changed !== symbol) return;
  const map = await withDatabase(async (db) => {
    const { active } = await readSymbolBooks(db, symbol, exchanges);
    return await readNewestMap(db, active.map(bookKeyOf));
  });
  await showBadge(computeBadge(map, withinPercent));
};
