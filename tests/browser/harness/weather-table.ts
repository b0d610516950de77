/** The weather table as a document. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ROOT } from './browsers.ts';

export interface WeatherRow {
  readonly fault: string;
  readonly phase: 'first loading' | 'each minute' | 'live';
  readonly said: string;
  readonly bands: string;
  readonly kept: string;
  readonly well: string;
}

const HEAD = `# What happens when something goes wrong

Made by \`tests/browser/weather.test.ts\`, which lets each of these happen to the built extension in Chromium and
fails where the document says something else than what is seen. \`LENS_UPDATE_DOCS=1 npm run test:browser -- weather\`
writes it anew. The stand-in for the exchanges makes the weather ([how](../tests/replay/README.md)); Bybit, the
fallback, has the same weather as Binance at the same time.

- **Popup**: title and advice of its health line, "nothing" where all is well. Times of day are left out.
- **Bands**: whether the overlay draws on the chart.
- **Kept**: what is stored of the last day once it is over. "everything": each minute that was stored before is
  still there, none is missing, and each candle is the exchange's own to the last digit.
- **Well again**: after the fault has ended, by the exchange's clock. Polls come once a minute.

| What goes wrong | While | Popup | Bands | Kept | Well again |
| --- | --- | --- | --- | --- | --- |
`;

const FOOT = `
Chromium itself holds an extension's requests back for a while after several answers of status 5xx. The test
switches that off; with it, recovery after overload and maintenance takes some seconds longer.
`;

const FILE = resolve(ROOT, 'docs/faults.md');

export const formatTable = (rows: readonly WeatherRow[]): string => {
  const lines = rows.map(({ fault, phase, said, bands, kept, well }) =>
    [fault, phase, said, bands, kept, well].join(' | '),
  );
  return `${HEAD}${lines.map((line) => `| ${line} |`).join('\n')}\n${FOOT}`;
};

/** The document as it stands; rewritten first where the environment asks for that. */
export const readDocument = (generated: string): string => {
  if (process.env['LENS_UPDATE_DOCS']) writeFileSync(FILE, generated);
  return readFileSync(FILE, 'utf8');
};
