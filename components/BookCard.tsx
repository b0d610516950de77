import { useState } from 'preact/hooks';
import { ConfirmButton } from './ConfirmButton.tsx';
import { CoverageStrip } from './CoverageStrip.tsx';
import type { BookView, CsvTable, OptionsActions } from './options-view.ts';
import { Outcome } from './Outcome.tsx';

type BookActions = Pick<OptionsActions, 'onExportJson' | 'onExportCsv' | 'onClear'>;

interface BookCardProps extends BookActions {
  readonly book: BookView;
  readonly csvTables: readonly CsvTable[];
}

interface CsvRowProps extends Pick<BookCardProps, 'book' | 'csvTables' | 'onExportCsv'> {
  readonly id: string;
}

/** A file for each table, so that each is saved by a click of its own. */
const CsvRow = ({ id, book, csvTables, onExportCsv }: CsvRowProps) => (
  <div class="button-row csv-row" id={id} role="group" aria-label="Tables to save as CSV">
    {csvTables.map(({ name, label }) => (
      <button key={name} type="button" onClick={() => onExportCsv(book.bookKey, name)}>
        {label}
      </button>
    ))}
  </div>
);

/** What is stored of one symbol on one exchange, and what can be done with it. */
export const BookCard = (props: BookCardProps) => {
  const { book, onExportJson, onClear } = props;
  const name = `${book.symbol} of ${book.exchange}`;
  const [isCsvOpen, setCsvOpen] = useState(false);
  const csvId = `csv-${book.bookKey}`;
  const isBusy = book.outcome?.tone === 'busy';
  return (
    <li class="book" data-book={book.bookKey}>
      <div class="book-head">
        <h3>
          {book.symbol} <span class="faint">{book.exchange}</span>
        </h3>
        <b class="book-size">{book.size}</b>
      </div>
      <p class="faint">{book.range}</p>
      <CoverageStrip strip={book.strip} />
      <div class="button-row">
        <button
          type="button"
          disabled={isBusy}
          aria-label={`Export JSON of ${name}`}
          onClick={() => onExportJson(book.bookKey)}
        >
          Export JSON
        </button>
        <button
          type="button"
          class="opens"
          aria-expanded={isCsvOpen}
          aria-controls={csvId}
          aria-label={`Export CSV of ${name}`}
          onClick={() => setCsvOpen(!isCsvOpen)}
        >
          Export CSV
        </button>
        <ConfirmButton
          label="Clear"
          title={`Clear ${name}`}
          question={book.clearWords}
          disabled={isBusy}
          onConfirm={() => onClear(book.bookKey)}
        />
      </div>
      {isCsvOpen && <CsvRow id={csvId} {...props} />}
      {book.outcome && <Outcome outcome={book.outcome} />}
    </li>
  );
};
