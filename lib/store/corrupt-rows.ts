/** A stored chunk is damaged. Its rows count as missing: they are to be fetched again. */
export class CorruptRows extends Error {
  readonly store: 'candles' | 'openInterest';
  readonly series: string;
  readonly startMs: number;

  constructor(store: 'candles' | 'openInterest', series: string, startMs: number) {
    super(`The stored chunk ${series} of ${new Date(startMs).toISOString()} is damaged`);
    this.name = 'CorruptRows';
    this.store = store;
    this.series = series;
    this.startMs = startMs;
  }
}
