/** The weather table as a document. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ROOT } from './browsers.ts';

export interface WeatherRow {
  readonly fault: string;
  readonly phase: 'first loading' | 'each minute' | 'live' | 'live, streams refused';
  readonly said: string;
  readonly bands: string;
  readonly kept: string;
  readonly well: string;
}

const HEAD = `# What happens when something goes wrong

Made by \`tests/browser/weather.test.ts\`, which lets each of these happen to the built extension in Chromium and
fails where the document says something else than what is seen. \`LENS_UPDATE_DOCS=1 npm run test:browser -- weather\`
sees all of it and writes it anew; \`npm test\` sees the loss of streams with one fault of each sort. The stand-in
for the exchanges makes the weather ([how](../tests/replay/README.md)); Bybit, the fallback, has the same weather
as Binance at the same time.

- **While**: the first loading after the installation; a minute's poll of a symbol that is there; a map that
  somebody watches. "live, streams refused": the fault and all streams cut and refused at once, so that the mark
  price can only be asked for.
- **Popup**: title and advice of its health line, "nothing" where all is well. Times of day are left out.
- **Bands**: whether the overlay draws on the chart, and whether they go on following the mark price.
- **Kept**: what is stored once it is over, measured. "everything": each minute that was stored before is still
  there, each candle of the last day is there and is the exchange's own to the last digit. "a gap": the minutes
  without a candle are exactly those that are stored, and drawn, as a gap.
- **Well again**: after the fault has ended. Polls come once a minute.

| What goes wrong | While | Popup | Bands | Kept | Well again |
| --- | --- | --- | --- | --- | --- |
`;

const FOOT = `
Chromium itself holds an extension's requests back for a while after several answers of status 5xx, which looks
as if the exchange could not be reached; for a quarter of an hour the popup goes by what the exchange said. The test
switches that off, because its minutes pass in a moment; \`tests/browser/exchange-faults.test.ts\` leaves it on.
`;

const FILE = resolve(ROOT, 'docs/faults.md');

/** A row as it stands in the document. */
export const formatRow = ({ fault, phase, said, bands, kept, well }: WeatherRow): string =>
  `| ${[fault, phase, said, bands, kept, well].join(' | ')} |`;

/** Whether the document is to be written anew, for which all of it must be seen. */
export const isWholeRun = (): boolean => Boolean(process.env['LENS_UPDATE_DOCS']);

/** The document as it stands; rewritten first, in a whole run. */
export const readDocument = (rows: readonly WeatherRow[]): string => {
  if (isWholeRun()) writeFileSync(FILE, `${HEAD}${rows.map(formatRow).join('\n')}\n${FOOT}`);
  return readFileSync(FILE, 'utf8');
};
