import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBinanceFeed } from '../../../lib/markets/binance-feed.ts';
import { createBybitFeed } from '../../../lib/markets/bybit-feed.ts';
import type { FeedPorts } from '../../../lib/markets/live-feed.ts';
import type { StreamFeed } from '../../../lib/markets/stream-feed.ts';
import { createFakeStream } from './fake-stream.ts';

const T = 1771459200000;
const VALID: readonly object[] = [
  { data: { e: 'markPriceUpdate', E: T, s: 'BTCUSDT', p: '100.5', st: 1 } },
  { data: { e: 'forceOrder', o: { s: 'BTCUSDT', S: 'SELL', q: '1', p: '100', T } } },
  { topic: 'tickers.BTCUSDT', type: 'delta', ts: T, data: { symbol: 'BTCUSDT', markPrice: '9' } },
  { topic: 'allLiquidation.BTCUSDT', data: [{ T, s: 'BTCUSDT', S: 'Buy', v: '1', p: '9' }] },
  { result: null, id: 1 },
  { success: true, op: 'ping' },
];

/** `value` with the part at the end of `path` replaced. */
const replaceAt = (value: unknown, path: readonly number[], part: unknown): unknown => {
  const [head, ...rest] = path;
  if (head === undefined || value === null || typeof value !== 'object') return part;
  const keys = Object.keys(value);
  const key = keys[head % Math.max(1, keys.length)];
  if (key === undefined) return part;
  const inside = (value as Record<string, unknown>)[key];
  const changed = replaceAt(inside, rest, part);
  return Array.isArray(value)
    ? value.map((item: unknown, index) => (String(index) === key ? changed : item))
    : { ...value, [key]: changed };
};

const mutated = fc
  .tuple(
    fc.constantFrom(...VALID),
    fc.array(fc.nat(9), { maxLength: 4 }),
    fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('NaN', '-1', '1e999', '9'.repeat(400), '__proto__', 4e12, -T),
    ),
  )
  .map(([message, path, part]) => JSON.stringify(replaceAt(message, path, part)));

test.each<[string, (ports: FeedPorts) => StreamFeed]>([
  ['Binance', createBinanceFeed],
  ['Bybit', createBybitFeed],
])('no message to the feed of %s throws, and only possible numbers come out', (_, createFeed) => {
  fc.assert(
    fc.property(fc.array(fc.oneof(mutated, fc.json(), fc.string()), { maxLength: 20 }), (texts) => {
      const stream = createFakeStream();
      createFeed(stream.ports).follow(['BTCUSDT']);
      stream.socket().open();
      for (const text of texts) stream.socket().say(text);
      for (const event of stream.events) {
        expect(event.symbol).toBe('BTCUSDT');
        const numbers =
          event.kind === 'mark'
            ? [event.timeMs, event.markPrice]
            : [event.liquidation.timeMs, event.liquidation.price, event.liquidation.quantityCoins];
        for (const number of numbers) expect(Number.isFinite(number) && number > 0).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
