/**
 * All that the popup shows, as plain data: numbers as numbers, texts as words. Made by the popup's
 * entry, drawn by the components of this folder. `null` is what is not known yet and is drawn as a
 * placeholder of the same size.
 */
import type { Side } from '@/lib/model/market-data.ts';
import type { TabWords } from '@/lib/insight/tab-words.ts';

/** `unavailable`: there is nothing to show and a fault that says why. */
export type PopupState = 'loading' | 'ready' | 'stale' | 'unavailable';

export interface ImbalanceView {
  readonly longUsd: number;
  readonly shortUsd: number;
  /** −100 (all longs) to +100 (all shorts). */
  readonly score: number;
}

export interface ClusterView {
  readonly side: Side;
  readonly price: number;
  readonly distancePercent: number;
  readonly amountUsd: number;
  /** Amount as a share of the strongest cluster of both sides, 0 to 1. */
  readonly strength: number;
}

export interface ProfileView {
  readonly price: number;
  readonly prices: Float64Array;
  readonly longUsd: Float64Array;
  readonly shortUsd: Float64Array;
}

/** What the newest column says within the chosen range. */
export interface MapView {
  readonly price: number;
  readonly imbalance: ImbalanceView;
  /** The nearest big cluster of each side; null where that side has none within the range. */
  readonly nearest: Readonly<Record<Side, ClusterView | null>>;
  readonly profile: ProfileView;
}

export interface HealthView {
  /** `ok`, `loading`, `stale`, `quiet`, `refusal` or the kind of the fault. */
  readonly code: string;
  readonly tone: 'good' | 'busy' | 'warn' | 'bad';
  readonly title: string;
  readonly advice: string;
  readonly canRetry: boolean;
}

export interface TabView extends TabWords {
  /** Name of the site; null where the tab is on none that is supported. */
  readonly site: string | null;
  readonly bandsOn: boolean;
}

export interface PopupView {
  readonly state: PopupState;
  readonly symbol: string | null;
  /** Age of the newest column. */
  readonly ageMs: number | null;
  /** The map follows the mark price. */
  readonly isLive: boolean;
  /** The exchanges in the map where they are not the usual one: "Bybit alone". */
  readonly exchanges: string | null;
  readonly map: MapView | null;
  readonly withinPercent: number;
  /** Share of the first loading that is done, 0 to 1; null until it is known that there is one. */
  readonly progress: number | null;
  readonly health: HealthView;
  /** A poll that the user asked for is under way. */
  readonly retrying: boolean;
  /** Null until it is known what the tab shows. */
  readonly tab: TabView | null;
}

export interface PopupActions {
  readonly onWithin: (percent: number) => void;
  readonly onBands: (on: boolean) => void;
  readonly onRetry: () => void;
}
