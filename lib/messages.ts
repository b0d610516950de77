/**
 * The whole protocol between the parts of the extension, grouped by direction. Data must survive
 * JSON: arrays of numbers travel as one base64 string of bytes.
 */
import { defineExtensionMessaging } from '@webext-core/messaging';
import type { AdapterName, UnreadableReason } from './charts/chart-scale.ts';
import type { MarketId } from './markets/book-key.ts';
import type { SweptBy } from './model/market-data.ts';
import type { WorkerFault } from './store/status.ts';

/** The newest column of a symbol, as the overlay gets it. */
export interface MapColumn {
  readonly timeMs: number;
  readonly price: number;
  readonly sweptBy: SweptBy;
  readonly firstBin: number;
  readonly binCount: number;
  readonly peakCoins: number;
  /** Base64 of `QuantisedColumn.codes`. */
  readonly codes: string;
}

/** What the worker knows of a symbol when asked for its map. */
export type MapAnswer =
  | {
      readonly state: 'ready';
      readonly symbol: string;
      readonly column: MapColumn;
      /** How old the column was when the answer was made, by the exchange's clock. */
      readonly ageMs: number;
      /** Exchanges whose books are summed in the column, in the order of `MARKET_IDS`. */
      readonly exchanges: readonly MarketId[];
      /** The column follows the mark price as it is streamed; false between polls. */
      readonly isLive: boolean;
      readonly fault: WorkerFault | null;
    }
  | { readonly state: 'loading'; readonly symbol: string; readonly progress: number }
  | { readonly state: 'unavailable'; readonly symbol: string; readonly fault: WorkerFault };

/** What the overlay of a tab says about the chart it is on. */
export type TabReport =
  | {
      readonly state: 'drawing';
      readonly site: string;
      readonly symbol: string;
      readonly adapter: AdapterName;
      readonly scaleKind: 'linear' | 'log';
      readonly errorPx: number;
      readonly labelCount: number;
    }
  | { readonly state: 'off'; readonly site: string; readonly symbol: string | null }
  | { readonly state: 'hidden'; readonly site: string; readonly symbol: string }
  | { readonly state: 'waiting'; readonly site: string; readonly symbol: string }
  | { readonly state: 'no-symbol'; readonly site: string }
  | {
      readonly state: 'unreadable';
      readonly site: string;
      readonly symbol: string;
      readonly reason: UnreadableReason;
    };

interface OverlayToWorker {
  /**
   * The newest column of a symbol. A symbol asked for the first time is backfilled from then on. Who is
   * looked at says `isWatched` and asks every few seconds: for so long the worker streams the symbol.
   */
  getMap(data: { symbol: string; isWatched: boolean }): MapAnswer;
}

interface PopupToWorker {
  /** Poll now instead of at the next minute; resolves when the poll has ended. */
  pollNow(data: { symbol: string }): void;
}

interface PopupToOverlay {
  /** How the chart of this tab is read, or why it is not. */
  getTabReport(): TabReport;
}

export type ProtocolMap = OverlayToWorker & PopupToWorker & PopupToOverlay;

export const { sendMessage, onMessage } = defineExtensionMessaging<ProtocolMap>();
