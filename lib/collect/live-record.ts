/**
 * What the stream of one book has told of forced closes, gathered into batches for the store. Observed is
 * only what lies between two mark prices of one open stream: they come by the second, on the same socket,
 * so they are the proof that a forced close would have been heard.
 */
import type { Liquidation } from '../model/market-data.ts';

export interface HeardBatch {
  readonly liquidations: readonly Liquidation[];
  /** The stretch (the exchange's clock) during which the stream was open. */
  readonly observed: { readonly fromMs: number; readonly throughMs: number };
}

/** A stream that says nothing for so long was not really heard. */
const LONGEST_SILENCE_MS = 30_000;
/** A cascade of a minute; a store that cannot be written to must not fill the memory. */
const MOST_HELD = 1_000;

export interface HeardRecord {
  /** A mark price of the open stream. */
  readonly hearMark: (timeMs: number) => void;
  readonly hearLiquidation: (liquidation: Liquidation) => void;
  /** The stream was cut: what comes later is another stretch. */
  readonly cut: () => void;
  /** Are there forced closes that no batch has taken yet? */
  readonly holdsLiquidations: () => boolean;
  /** What was heard since the last batch; the next one begins where this one ends. */
  readonly takeBatches: () => HeardBatch[];
}

export const createHeardRecord = (): HeardRecord => {
  let done: HeardBatch[] = [];
  let liquidations: Liquidation[] = [];
  let observed: HeardBatch['observed'] | null = null;

  const close = (): void => {
    if (!observed) return;
    const isLonger = observed.throughMs > observed.fromMs;
    if (isLonger || liquidations.length > 0) done.push({ liquidations, observed });
    liquidations = [];
  };

  const cut = (): void => {
    close();
    liquidations = [];
    observed = null;
  };

  const hearMark = (timeMs: number): void => {
    if (observed && timeMs - observed.throughMs > LONGEST_SILENCE_MS) cut();
    if (!observed) observed = { fromMs: timeMs, throughMs: timeMs };
    else if (timeMs > observed.throughMs) observed = { ...observed, throughMs: timeMs };
  };

  const takeBatches = (): HeardBatch[] => {
    close();
    if (observed) observed = { fromMs: observed.throughMs, throughMs: observed.throughMs };
    const taken = done;
    done = [];
    return taken;
  };

  return {
    hearMark,
    hearLiquidation: (liquidation) => {
      if (liquidations.length < MOST_HELD) liquidations.push(liquidation);
    },
    cut,
    holdsLiquidations: () =>
      (observed !== null && liquidations.length > 0) ||
      done.some((batch) => batch.liquidations.length > 0),
    takeBatches,
  };
};
