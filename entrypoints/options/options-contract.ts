/** What the options page needs of the world, what it knows, and what it can do. */
import type { MarketId } from '@/lib/markets/book-key.ts';
import type { BookRows } from '@/lib/store/book-rows.ts';
import type { BookSummary } from '@/lib/store/book-summary.ts';
import type { SymbolStatus } from '@/lib/store/status.ts';
import type { CarryPorts, WrittenFile } from './carry-book.ts';
import type { OptionsKnowledge } from './options-view.ts';

export interface OptionsPorts extends CarryPorts {
  readonly readStore: (
    sinceMs: number,
  ) => Promise<{ statuses: SymbolStatus[]; summaries: BookSummary[] }>;
  readonly readDiskBytes: () => Promise<number | null>;
  readonly readListed: () => Promise<readonly string[]>;
  readonly readBook: (bookKey: string) => Promise<BookRows>;
  readonly forgetBook: (bookKey: string) => Promise<void>;
  /** Tells the other faces that a book changed. */
  readonly announce: (symbol: string) => Promise<void>;
  /** Begins the first load of a symbol that was never asked for. */
  readonly wantSymbol: (symbol: string) => Promise<unknown>;
  /** Asks the user to let us ask an exchange, where the browser has not granted it; false if refused. */
  readonly allowExchange: (id: MarketId) => Promise<boolean>;
  readonly saveFile: (file: WrittenFile) => void;
  readonly now: () => number;
}

export type OptionsSnapshot = Omit<OptionsKnowledge, 'nowMs'>;

export const EMPTY_OPTIONS: OptionsSnapshot = {
  settings: null,
  statuses: [],
  summaries: null,
  diskBytes: null,
  listed: [],
  symbolOutcome: null,
  storeOutcome: null,
  bookOutcomes: {},
};

export interface OptionsData {
  readonly addSymbol: (text: string) => Promise<boolean>;
  readonly removeSymbol: (symbol: string) => Promise<void>;
  readonly setBadge: (symbol: string) => Promise<void>;
  readonly setExchange: (id: string, use: string) => Promise<void>;
  readonly setSite: (id: string, isOn: boolean) => Promise<void>;
  readonly exportJson: (bookKey: string) => Promise<void>;
  readonly exportCsv: (bookKey: string, table: string) => Promise<void>;
  readonly importFiles: (files: readonly File[]) => Promise<void>;
  readonly clear: (bookKey: string) => Promise<void>;
  readonly clearAll: () => Promise<void>;
  readonly stop: () => void;
}
