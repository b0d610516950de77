/**
 * All that the options page shows, as plain data. Made by the page's entry, drawn by the components of
 * this folder. `null` is what is not known yet.
 */

/** What became of the last thing that the user did in a part of the page. */
export interface OutcomeView {
  readonly tone: 'good' | 'bad' | 'busy';
  readonly text: string;
}

export interface SymbolView {
  readonly symbol: string;
  readonly isOnBadge: boolean;
  /** How its data is: "Up to date", "Loading 42 %", a fault's title. */
  readonly words: string;
  readonly tone: 'good' | 'busy' | 'warn';
}

export interface SymbolsView {
  readonly symbols: readonly SymbolView[];
  readonly most: number;
  /** Symbols to choose from; none until the exchange's list is known. */
  readonly listed: readonly string[];
  readonly outcome: OutcomeView | null;
}

export interface ExchangeView {
  readonly id: string;
  readonly name: string;
  readonly use: string;
  readonly words: string;
  /** False for the last one that is not off. */
  readonly mayBeOff: boolean;
}

/** A part of the strip, in shares of its width. */
export interface StripPart {
  readonly kind: 'stored' | 'gap';
  readonly from: number;
  readonly width: number;
  /** What a gap is told as: when and why. Empty for what is stored. */
  readonly words: string;
}

export interface StripView {
  readonly parts: readonly StripPart[];
  readonly summary: string;
  readonly fromWords: string;
  readonly throughWords: string;
}

export interface BookView {
  readonly bookKey: string;
  readonly symbol: string;
  readonly exchange: string;
  readonly size: string;
  readonly range: string;
  /** What clearing it loses for good, and what is fetched again. */
  readonly clearWords: string;
  readonly strip: StripView;
  readonly outcome: OutcomeView | null;
}

export interface SiteView {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly isOn: boolean;
}

export interface OptionsView {
  readonly symbols: SymbolsView | null;
  readonly exchanges: readonly ExchangeView[] | null;
  readonly books: readonly BookView[] | null;
  /** Size of all rows. */
  readonly totalSize: string | null;
  /** What the browser says it takes on the disk, packed; null where it does not say. */
  readonly diskSize: string | null;
  /** Outcome of import and of clearing everything. */
  readonly storeOutcome: OutcomeView | null;
  readonly sites: readonly SiteView[] | null;
}

export interface CsvTable {
  readonly name: string;
  readonly label: string;
}

export interface OptionsActions {
  /** Resolves to whether the symbol was added. */
  readonly onAddSymbol: (text: string) => Promise<boolean>;
  readonly onRemoveSymbol: (symbol: string) => void;
  readonly onBadgeSymbol: (symbol: string) => void;
  readonly onExchange: (id: string, use: string) => void;
  readonly onSite: (id: string, isOn: boolean) => void;
  readonly onExportJson: (bookKey: string) => void;
  readonly onExportCsv: (bookKey: string, table: string) => void;
  readonly onImport: (files: readonly File[]) => void;
  readonly onClear: (bookKey: string) => void;
  readonly onClearAll: () => void;
}
