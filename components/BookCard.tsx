import { ConfirmButton } from './ConfirmButton.tsx';
import { CoverageStrip } from './CoverageStrip.tsx';
import type { BookView, CsvTable, OptionsActions } from './options-view.ts';
import { Outcome } from './Outcome.tsx';

type BookActions = Pick<OptionsActions, 'onExportJson' | 'onExportCsv' | 'onClear'>;

interface BookCardProps extends BookActions {
  readonly book: BookView;
  readonly csvTables: readonly CsvTable[];
}

const CsvMenu = ({ book, csvTables, onExportCsv }: BookCardProps) => (
  <details class="csv-menu">
    <summary aria-label={`Export ${book.symbol} of ${book.exchange} as CSV`}>Export CSV</summary>
    <div class="button-row">
      {csvTables.map(({ name, label }) => (
        <button key={name} type="button" onClick={() => onExportCsv(book.bookKey, name)}>
          {label}
        </button>
      ))}
    </div>
  </details>
);

/** What is stored of one symbol on one exchange, and what can be done with it. */
export const BookCard = (props: BookCardProps) => {
  const { book, onExportJson, onClear } = props;
  const name = `${book.symbol} of ${book.exchange}`;
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
          aria-label={`Export ${name} as JSON`}
          onClick={() => onExportJson(book.bookKey)}
        >
          Export JSON
        </button>
        <CsvMenu {...props} />
        <ConfirmButton
          label="Clear"
          title={`Clear ${name}`}
          question={book.clearWords}
          disabled={isBusy}
          onConfirm={() => onClear(book.bookKey)}
        />
      </div>
      {book.outcome && <Outcome outcome={book.outcome} />}
    </li>
  );
};
