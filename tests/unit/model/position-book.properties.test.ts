import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBookContext } from '../../../lib/model/book-context.ts';
import { rowOf, totalOf } from '../../../lib/model/book-layout.ts';
import { bracketsOf } from '../../../lib/model/brackets.ts';
import { SIDES, type Step } from '../../../lib/model/market-data.ts';
import {
  advanceBook,
  copyBook,
  createPositionBook,
  parsePositionBook,
  readColumn,
  type PositionBook,
} from '../../../lib/model/position-book.ts';
import { FIVE_MINUTES_MS } from '../../../lib/model/time.ts';
import { quietStep } from './market-steps.ts';

const context = createBookContext(bracketsOf('BTCUSDT'));
const RUNS = { numRuns: 60 };

const badNumber = fc.constantFrom(0, -1, Number.NaN, Infinity, 1e300);
const reading = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 1, max: 1e7, noNaN: true }) },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: badNumber },
);
/** What a step does to the market; some are gaps, some are broken, a few leap far away. */
const event = fc.record({
  move: fc.oneof(
    { weight: 10, arbitrary: fc.double({ min: -0.03, max: 0.03, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(-0.9, 0.6, 9) },
  ),
  range: fc.double({ min: 0, max: 0.02, noNaN: true }),
  volume: fc.oneof(fc.double({ min: 0, max: 1e5, noNaN: true }), badNumber),
  takerShare: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(null)),
  openInterest: reading,
  kind: fc.constantFrom('traded', 'traded', 'traded', 'traded', 'gap', 'broken'),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** Steps on one clock, whose prices depend on no later event. */
const stepsOf = (events: readonly Event[]): Step[] => {
  let price = 60_000;
  return events.map((e, n) => {
    const close = price * (1 + e.move);
    const low = Math.min(price, close) * (1 - e.range);
    const high = Math.max(price, close) * (1 + e.range);
    const step = quietStep(n, {
      open: price,
      close: e.kind === 'broken' ? Number.NaN : close,
      low,
      high,
      sweepLow: low,
      sweepHigh: high,
      volumeCoins: e.volume,
      takerBuyCoins: e.takerShare === null ? null : e.takerShare * e.volume,
      openInterestCoins: e.openInterest,
    });
    price = close;
    return e.kind === 'gap' ? { kind: 'gap', startMs: step.startMs, endMs: step.endMs } : step;
  });
};
const someSteps = fc.array(event, { minLength: 1, maxLength: 40 }).map(stepsOf);

const run = (steps: readonly Step[], onStep?: (book: PositionBook) => void): PositionBook => {
  const book = createPositionBook(context.leverages);
  for (const step of steps) {
    advanceBook(book, step, context);
    onStep?.(book);
  }
  return book;
};

const cellsOf = (book: PositionBook, row: number): number => {
  const cells = book.mass.subarray(row * book.binCount, (row + 1) * book.binCount);
  const placed = cells.reduce((sum, value) => sum + value, 0);
  return (placed + (book.beyond[row] ?? 0)) * (book.scales[row] ?? 0);
};

test('after every step the cells of each side add up to the open interest', () => {
  fc.assert(
    fc.property(someSteps, (steps) => {
      run(steps, (book) => {
        for (const side of SIDES) {
          const held = book.openInterestCoins;
          expect(Math.abs(totalOf(book, side) - held)).toBeLessThanOrEqual(held * 1e-9);
          let cells = 0;
          for (let k = 0; k < book.leverages.length; k++)
            cells += cellsOf(book, rowOf(book, side, k));
          // Cells are 32-bit numbers: their sum is good to seven digits.
          expect(Math.abs(cells - held)).toBeLessThanOrEqual(held * 1e-5);
        }
      });
    }),
    RUNS,
  );
});

test('no cell is ever negative or not a number', () => {
  fc.assert(
    fc.property(someSteps, (steps) => {
      run(steps, (book) => {
        expect(book.mass.every((value) => value >= 0 && value < Infinity)).toBe(true);
        expect(book.totals.every((value) => value >= 0 && value < Infinity)).toBe(true);
        expect(book.beyond.every((value) => value >= 0 && value < Infinity)).toBe(true);
      });
    }),
    RUNS,
  );
});

test('another future changes no past column', () => {
  const events = fc.array(event, { minLength: 1, maxLength: 15 });
  fc.assert(
    fc.property(events, events, events, (past, future, otherFuture) => {
      const columnsOfPast = (later: readonly Event[]): Float32Array[] => {
        const read: Float32Array[] = [];
        run(stepsOf([...past, ...later]), (book) => {
          const { longCoins, shortCoins } = readColumn(book, book.timeMs, book.price || 1);
          read.push(longCoins, shortCoins);
        });
        return read.slice(0, 2 * past.length);
      };
      expect(columnsOfPast(future)).toEqual(columnsOfPast(otherFuture));
    }),
    { numRuns: 30 },
  );
});

test('in whatever batches steps come, with a stop and a store between them, the book is the same', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(someSteps, sizes, (steps, batchSizes) => {
      const inBatches = (order: readonly number[]): PositionBook => {
        let book = createPositionBook(context.leverages);
        for (let at = 0, n = 0; at < steps.length; n++) {
          const size = order[n % order.length] ?? 1;
          for (const step of steps.slice(at, at + size)) advanceBook(book, step, context);
          at += size;
          book = parsePositionBook(structuredClone(book)) ?? createPositionBook();
        }
        return book;
      };
      const whole = run(steps);
      expect(inBatches(batchSizes)).toEqual(whole);
      expect(inBatches(batchSizes.toReversed())).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test('steps given twice, or late, change nothing', () => {
  fc.assert(
    fc.property(someSteps, (steps) => {
      const twice = steps.flatMap((step, n) => [step, step, steps[n - 1] ?? step]);
      expect(run(twice)).toEqual(run(steps));
    }),
    { numRuns: 30 },
  );
});

test('a copy goes its own way', () => {
  const book = run([quietStep(0), quietStep(1)]);
  const before = structuredClone(book);
  advanceBook(copyBook(book), quietStep(2, { openInterestCoins: 12_000 }), context);
  expect(book).toEqual(before);
});

test('a step that overlaps the book counts only for its new part', () => {
  // Ten minutes whose first five are known: half of the volume is new, the same as a five-minute step.
  const overlapping = { ...quietStep(1), startMs: quietStep(0).startMs, volumeCoins: 2000 };
  const a = run([quietStep(0), overlapping]);
  const b = run([quietStep(0), quietStep(1)]);
  expect(a.hourlyVolumeCoins).toBeCloseTo(b.hourlyVolumeCoins, 9);
  expect(a.timeMs).toBe(quietStep(1).endMs);
  expect(overlapping.endMs - overlapping.startMs).toBe(2 * FIVE_MINUTES_MS);
});
