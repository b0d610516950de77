/**
 * News that a symbol has new data, from the worker to every open face. It travels as a stored value
 * because its change event reaches popups, pages and content scripts alike without any permission to
 * see tabs, and is simply missed by whoever is not there.
 */
import { storage } from 'wxt/utils/storage';

interface Change {
  readonly symbol: string;
  /** Number of changes announced so far; two changes in a row are never equal. */
  readonly sequence: number;
}

const changeItem = storage.defineItem<Change | null>('local:changed', { fallback: null });

/** Says that the stored data or the status of `symbol` changed. */
export const announceChange = async (symbol: string): Promise<void> => {
  const last = await changeItem.getValue();
  await changeItem.setValue({ symbol, sequence: (last?.sequence ?? 0) + 1 });
};

/** Calls back with the symbol whose data changed; returns the function that stops it. */
export const watchChanges = (onChange: (symbol: string) => void): (() => void) =>
  changeItem.watch((change) => {
    if (change) onChange(change.symbol);
  });
