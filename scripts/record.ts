/**
 * `npm run record -- BTCUSDT --days 29 [--out DIR]`: saves real answers of the exchange in the layout of
 * the recorded market data, for replay (`LENS_MARKET=DIR npm run replay`) and scoring. Broken off, it
 * goes on where it was when started again on the same day.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BINANCE_URL } from '../lib/markets/binance-request.ts';
import { MarketError } from '../lib/markets/market-error.ts';
import { MOST_DAYS, RecordError, recordSymbol } from './record/record-symbol.ts';

const HELP = `npm run record -- SYMBOL --days N [--out DIR] [--base URL]
  SYMBOL      a perpetual of Binance USD-M futures, such as BTCUSDT
  --days N    the last N whole days (UTC), 1 to ${MOST_DAYS}
  --out DIR   where to; default output/recordings
  --base URL  another server than ${BINANCE_URL}, such as the stand-in of "npm run replay"
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    days: { type: 'string', default: '' },
    out: { type: 'string', default: resolve(import.meta.dirname, '../output/recordings') },
    base: { type: 'string', default: BINANCE_URL },
    help: { type: 'boolean', default: false },
  },
});

/** Every request goes to the server that was named; paths and parameters stay. */
const fetchFromBase = ((input: string, init?: RequestInit) =>
  fetch(input.replace(BINANCE_URL, values.base.replace(/\/$/, '')), init)) as typeof fetch;

const record = async (symbol: string): Promise<void> => {
  const folder = resolve(values.out);
  const { range, files } = await recordSymbol(
    { symbol, days: Number(values.days), folder },
    {
      fetch: fetchFromBase,
      now: Date.now,
      sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
      say: (line) => console.log(line),
    },
  );
  const days = [range.startMs, range.endMs].map((timeMs) => new Date(timeMs).toISOString());
  console.log(`${symbol} from ${days.join(' to ')} in ${folder}`);
  for (const { path, rows, missing } of files)
    console.log(
      `  ${path.padEnd(40)} ${rows} rows${missing > 0 ? `, ${missing} of them the exchange did not have` : ''}`,
    );
};

const [symbol] = positionals;
if (values.help || symbol === undefined || positionals.length > 1) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 1;
} else {
  try {
    await record(symbol);
  } catch (error) {
    if (!(error instanceof RecordError || error instanceof MarketError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
