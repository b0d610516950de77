import { ExchangesSection } from './ExchangesSection.tsx';
import { LensMark } from './LensMark.tsx';
import type { CsvTable, OptionsActions, OptionsView } from './options-view.ts';
import { SitesSection } from './SitesSection.tsx';
import { StoredSection } from './StoredSection.tsx';
import { SymbolsSection } from './SymbolsSection.tsx';

interface OptionsPageProps extends OptionsActions {
  readonly view: OptionsView;
  readonly csvTables: readonly CsvTable[];
}

const CONTENTS = [
  ['symbols', 'Symbols'],
  ['exchanges', 'Exchanges'],
  ['sites', 'Sites'],
  ['stored', 'Stored data'],
] as const;

/**
 * The whole options page: a list of its parts beside or above them. What is stored comes last, because it
 * is known last and as long as it is: nothing below it can be moved by it.
 */
export const OptionsPage = ({ view, ...props }: OptionsPageProps) => (
  <div class="options">
    <header class="options-header">
      <div class="options-brand">
        <LensMark />
        <h1>Liquidation Lens</h1>
      </div>
      <nav aria-label="Parts of this page">
        {CONTENTS.map(([id, title]) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
    </header>
    <main
      class="options-parts"
      data-known={view.symbols !== null}
      data-ready={view.symbols !== null && view.books !== null}
    >
      <SymbolsSection view={view.symbols} {...props} />
      <ExchangesSection exchanges={view.exchanges} {...props} />
      <SitesSection sites={view.sites} {...props} />
      <StoredSection {...view} {...props} />
    </main>
  </div>
);
