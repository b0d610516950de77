import { BookCard } from './BookCard.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { OptionsSection } from './OptionsSection.tsx';
import type { CsvTable, OptionsActions, OptionsView } from './options-view.ts';
import { Outcome } from './Outcome.tsx';

interface StoredSectionProps
  extends
    Pick<OptionsView, 'books' | 'totalSize' | 'diskSize' | 'storeOutcome'>,
    Pick<OptionsActions, 'onExportJson' | 'onExportCsv' | 'onClear' | 'onClearAll' | 'onImport'> {
  readonly csvTables: readonly CsvTable[];
}

const ImportButton = ({ onImport }: Pick<OptionsActions, 'onImport'>) => (
  <label class="file-button">
    Import files
    <input
      type="file"
      class="visually-hidden"
      multiple
      accept=".json,.csv,application/json,text/csv"
      onChange={({ currentTarget }) => {
        const files = Array.from(currentTarget.files ?? []);
        // The same file can be chosen again, as after it was mended.
        currentTarget.value = '';
        if (files.length > 0) onImport(files);
      }}
    />
  </label>
);

/** What lies on this machine, book by book, on its way out, in, or gone. */
export const StoredSection = (props: StoredSectionProps) => {
  const { books, totalSize, diskSize, storeOutcome, onImport, onClearAll } = props;
  return (
    <OptionsSection
      id="stored"
      title="Stored data"
      lead="Everything stays on this machine. Half-hour columns and candles of five minutes are kept for a year, finer ones for days."
    >
      <div class="stored-head">
        <p class="total-size">
          {totalSize !== null && (
            <>
              <b>{totalSize}</b>{' '}
              <span class="faint">in all{diskSize !== null && `, ${diskSize} on disk`}</span>
            </>
          )}
        </p>
        <div class="button-row">
          <ImportButton onImport={onImport} />
          <ConfirmButton
            label="Clear everything"
            title="Clear everything that is stored"
            question="The last 30 days of every symbol you use are fetched again. Gone for good: older columns, and the liquidations that were heard live. Settings stay."
            disabled={books === null || books.length === 0}
            onConfirm={onClearAll}
          />
        </div>
      </div>
      <Outcome outcome={storeOutcome} />
      <ul class="book-list">
        {books?.map((book) => (
          <BookCard key={book.bookKey} book={book} {...props} />
        ))}
      </ul>
      {books?.length === 0 && <p class="faint">Nothing is stored yet.</p>}
    </OptionsSection>
  );
};
