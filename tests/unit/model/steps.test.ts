import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Candle, MarkCandle, MarketStep, Step } from '../../../lib/model/market-data.ts';
import { buildSteps, type StepsInput } from '../../../lib/model/steps.ts';
import { FIVE_MINUTES_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { START_MS } from './market-steps.ts';

const at = (n: number): number => START_MS + n * FIVE_MINUTES_MS;
const candle = (n: number, change: Partial<Candle> = {}): Candle => ({
  openTimeMs: at(n),
  open: 100,
  high: 103,
  low: 97,
  close: 101,
  volumeCoins: 5,
  takerBuyCoins: 2,
  ...change,
});
const mark = (n: number, change: Partial<MarkCandle> = {}): MarkCandle => ({
  openTimeMs: at(n),
  high: 102,
  low: 98,
  close: 101,
  ...change,
});
const build = (input: Partial<StepsInput>) =>
  buildSteps({
    candles: [],
    markCandles: [],
    openInterest: [],
    periodMs: FIVE_MINUTES_MS,
    ...input,
  });
const openInterestOf = (steps: ReturnType<typeof build>): (number | null)[] =>
  steps.map((step) => (step as MarketStep).openInterestCoins);

test('a candle becomes a step that ends one period later, swept by its mark candle', () => {
  const [step] = build({ candles: [candle(0)], markCandles: [mark(0)] });
  expect(step).toMatchObject({ kind: 'traded', startMs: at(0), endMs: at(1), sweptBy: 'mark' });
  expect(step).toMatchObject({ low: 97, sweepLow: 98, sweepHigh: 102, takerBuyCoins: 2 });
});

test('without a mark candle the traded extremes sweep, and the step says so', () => {
  const [step] = build({ candles: [candle(0)], markCandles: [mark(0, { low: Number.NaN })] });
  expect(step).toMatchObject({ sweptBy: 'trade', sweepLow: 97, sweepHigh: 103 });
});

test('missing candles are one gap', () => {
  const steps = build({ candles: [candle(0), candle(3)] });
  expect(steps.map(({ kind, startMs, endMs }) => [kind, startMs, endMs])).toEqual([
    ['traded', at(0), at(1)],
    ['gap', at(1), at(3)],
    ['traded', at(3), at(4)],
  ]);
});

test('candles in any order, or twice, give the same steps; the later given one counts', () => {
  const steps = build({ candles: [candle(1), candle(0, { close: 99 }), candle(0)] });
  expect(steps).toEqual(build({ candles: [candle(0), candle(1)] }));
});

test.each([
  { close: Number.NaN },
  { low: 0 },
  { high: 96 },
  { volumeCoins: -1 },
  { openTimeMs: at(1) + 1 },
  { openTimeMs: Number.NaN },
])('a candle with %o is dropped and leaves a gap', (broken) => {
  const steps = build({ candles: [candle(0), candle(1, broken), candle(2)] });
  expect(steps.map((step) => step.kind)).toEqual(['traded', 'gap', 'traded']);
});

test('open interest is the reading at the end of the step', () => {
  const steps = build({
    candles: [candle(0)],
    openInterest: [
      { timeMs: at(0), openInterestCoins: 1 },
      { timeMs: at(1), openInterestCoins: 7 },
    ],
  });
  expect(openInterestOf(steps)).toEqual([7]);
});

test('between two near readings it lies on the line between them', () => {
  const minute = (n: number): Candle => candle(0, { openTimeMs: START_MS + n * MINUTE_MS });
  const steps = build({
    periodMs: MINUTE_MS,
    candles: [minute(0), minute(1), minute(2)],
    openInterest: [
      { timeMs: at(1), openInterestCoins: 20 },
      { timeMs: at(0), openInterestCoins: 10 },
    ],
  });
  // One, two and three fifths of the way from 10 to 20.
  expect(openInterestOf(steps)).toEqual([12, 14, 16]);
});

test('between readings too far apart, before the first and after the last it is unknown', () => {
  const steps = build({
    candles: [candle(0), candle(1), candle(2), candle(3), candle(4)],
    openInterest: [
      { timeMs: at(2), openInterestCoins: 10 },
      { timeMs: at(5) - 1, openInterestCoins: 20 },
    ],
  });
  expect(openInterestOf(steps)).toEqual([null, 10, null, null, null]);
});

test('a reading of zero or NaN is no reading', () => {
  const steps = build({
    candles: [candle(0), candle(1)],
    openInterest: [
      { timeMs: at(1), openInterestCoins: 0 },
      { timeMs: at(2), openInterestCoins: Number.NaN },
    ],
  });
  expect(openInterestOf(steps)).toEqual([null, null]);
});

test('start and end cut the steps and show what is missing at either end', () => {
  const steps = build({ candles: [candle(0), candle(1)], startMs: at(1), endMs: at(3) + 1 });
  expect(steps.map(({ kind, startMs, endMs }) => [kind, startMs, endMs])).toEqual([
    ['traded', at(1), at(2)],
    ['gap', at(2), at(3)],
  ]);
});

test('no candles give no steps', () => {
  expect(build({})).toEqual([]);
});

const rows = fc.array(
  fc.record({
    n: fc.nat(30),
    close: fc.double({ min: 97, max: 103, noNaN: true }),
    openInterestCoins: fc.double({ min: 0, max: 1e6, noNaN: true }),
    has: fc.record({ candle: fc.boolean(), mark: fc.boolean(), reading: fc.boolean() }),
  }),
  { maxLength: 40 },
);
type Rows = typeof rows extends fc.Arbitrary<infer T> ? T : never;

const inputOf = (all: Rows): Pick<StepsInput, 'candles' | 'markCandles' | 'openInterest'> => ({
  candles: all.filter(({ has }) => has.candle).map(({ n, close }) => candle(n, { close })),
  markCandles: all.filter(({ has }) => has.mark).map(({ n, close }) => mark(n, { low: close })),
  openInterest: all
    .filter(({ has }) => has.reading)
    .map(({ n, openInterestCoins }) => ({ timeMs: at(n), openInterestCoins })),
});

test('rows that come after a reading of open interest change no step up to it', () => {
  fc.assert(
    fc.property(rows, rows, rows, fc.integer({ min: 1, max: 30 }), (past, a, b, now) => {
      // What is known at the end of step `now − 1`: candles that have ended by then, readings up to then.
      const known = inputOf(past);
      const stepsWith = (future: Rows) => {
        const later = inputOf(future);
        return build({
          candles: [
            ...known.candles.filter(({ openTimeMs }) => openTimeMs < at(now)),
            ...later.candles.filter(({ openTimeMs }) => openTimeMs >= at(now)),
          ],
          markCandles: [
            ...known.markCandles.filter(({ openTimeMs }) => openTimeMs < at(now)),
            ...later.markCandles.filter(({ openTimeMs }) => openTimeMs >= at(now)),
          ],
          openInterest: [
            ...known.openInterest.filter(({ timeMs }) => timeMs < at(now)),
            { timeMs: at(now), openInterestCoins: 500 },
            ...later.openInterest.filter(({ timeMs }) => timeMs > at(now)),
          ],
          startMs: at(0),
          endMs: at(31),
        });
      };
      const upTo = (steps: readonly Step[]): Step[] =>
        steps.flatMap((step) =>
          step.startMs >= at(now) ? [] : [{ ...step, endMs: Math.min(step.endMs, at(now)) }],
        );
      expect(upTo(stepsWith(a))).toEqual(upTo(stepsWith(b)));
    }),
  );
});
