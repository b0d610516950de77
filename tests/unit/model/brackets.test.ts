import { expect, test } from 'vitest';
import { readFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  bracketAt,
  bracketsOf,
  computeBrackets,
  GENERIC_BRACKETS,
  hasOwnBrackets,
  highestLeverage,
  largestNotionalAt,
} from '../../../lib/model/brackets.ts';

test('a maintenance amount keeps the margin continuous across the floor', () => {
  // BTCUSDT at 300,000: 0.4 % of it is 1,200; 0.5 % of it is 1,500; the difference of 300 is the amount.
  // At 800,000: 0.5 % less 300 is 3,700; 0.65 % is 5,200; amount 1,500. At 3 m: 18,000 and 30,000: 12,000.
  const amounts = bracketsOf('BTCUSDT').map((b) => b.maintenanceAmountUsd);
  expect(amounts.slice(0, 4).map(Math.round)).toEqual([0, 300, 1500, 12_000]);
});

test('a notional on a cap still belongs to the bracket below it', () => {
  const brackets = bracketsOf('BTCUSDT');
  expect(bracketAt(brackets, 300_000).maxLeverage).toBe(150);
  expect(bracketAt(brackets, 300_000.01).maxLeverage).toBe(100);
});

test('a notional above the last cap gets the last bracket, zero the first', () => {
  const brackets = bracketsOf('BTCUSDT');
  expect(bracketAt(brackets, 9e12).maxLeverage).toBe(1);
  expect(bracketAt(brackets, 0).maxLeverage).toBe(150);
});

test('an unlisted symbol gets the generic brackets, also one named like a property of objects', () => {
  expect(bracketsOf('NEWCOINUSDT')).toBe(GENERIC_BRACKETS);
  expect(bracketsOf('constructor')).toBe(GENERIC_BRACKETS);
  expect(hasOwnBrackets('NEWCOINUSDT')).toBe(false);
  expect(hasOwnBrackets('BTCUSDT')).toBe(true);
});

test('an empty table counts as the generic one', () => {
  expect(computeBrackets([])).toEqual([]);
  expect(bracketAt([], 10_000)).toEqual(GENERIC_BRACKETS[0]);
  expect(highestLeverage([])).toBe(75);
});

test('the largest notional at a leverage is the cap of the last bracket that allows it', () => {
  const brackets = bracketsOf('BTCUSDT');
  expect(largestNotionalAt(brackets, 100)).toBe(800_000);
  expect(largestNotionalAt(brackets, 101)).toBe(300_000);
  expect(largestNotionalAt(brackets, 151)).toBe(0);
});

const market =
  process.env['LENS_MARKET'] ?? resolve(import.meta.dirname, '../../../../shared/market');
const published = join(market, 'brackets/binance-usdm-majors.json');

test.skipIf(!existsSync(published))(
  'every amount is the one that the exchange publishes (needs the recorded brackets)',
  () => {
    const { symbols } = JSON.parse(readFileSync(published, 'utf8')) as {
      symbols: Record<string, [number, number, number, number, number][]>;
    };
    for (const [symbol, rows] of Object.entries(symbols)) {
      const ours = bracketsOf(symbol);
      expect(ours.length).toBe(rows.length);
      rows.forEach(([floor, cap, leverage, rate, amount], n) => {
        expect(ours[n]).toMatchObject({ floorUsd: floor, capUsd: cap, maxLeverage: leverage });
        expect(ours[n]?.maintenanceMarginRate).toBeCloseTo(rate, 10);
        expect(ours[n]?.maintenanceAmountUsd).toBeCloseTo(amount, 3);
      });
    }
  },
);
