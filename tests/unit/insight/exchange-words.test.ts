import { expect, test } from 'vitest';
import { describeRefusal, nameExchanges } from '../../../lib/insight/exchange-words.ts';
import { FAULT_KINDS } from '../../../lib/store/status.ts';

test('Binance alone is what everyone expects, and is not named', () => {
  expect(nameExchanges(['binance'])).toBeNull();
  expect(nameExchanges([])).toBeNull();
});

test('another exchange, or several, are named', () => {
  expect(nameExchanges(['bybit'])).toBe('Bybit alone');
  expect(nameExchanges(['binance', 'bybit'])).toBe('Binance + Bybit');
});

test('a refusal says who refuses what, and which positions are left out', () => {
  const words = describeRefusal({ marketId: 'binance', kind: 'location-refused' }, ['bybit']);
  expect(words).toEqual({
    title: 'Binance refuses this location: Bybit alone.',
    advice: 'Positions on Binance are not in this map.',
  });
  const other = describeRefusal({ marketId: 'bybit', kind: 'unknown-symbol' }, ['binance']);
  expect(other.title).toBe('Bybit does not list this contract: Binance alone.');
});

test.each(FAULT_KINDS)('%s as a refusal makes a sentence', (kind) => {
  const { title } = describeRefusal({ marketId: 'binance', kind }, ['bybit']);
  expect(title).toMatch(/^[A-Z].* Binance|^Binance/);
  expect(title).toMatch(/: Bybit alone\.$/);
});
