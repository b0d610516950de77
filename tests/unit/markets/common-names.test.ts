import { expect, test } from 'vitest';
import { feedUnderCommonNames, underCommonNames } from '../../../lib/markets/common-names.ts';
import type { FeedPorts, LiveEvent } from '../../../lib/markets/live-feed.ts';
import type { Market } from '../../../lib/markets/market.ts';

const RANGE = { startMs: 0, endMs: 60_000 };

/** A Bybit that notes by which name it was asked. */
const createNoting = (asked: string[]): Market =>
  ({
    id: 'bybit',
    candles: ({ symbol }: { symbol: string }) => asked.push(symbol),
    openInterestNow: (symbol: string) => asked.push(symbol),
    listedSymbols: async () => ({
      rows: [{ symbol: 'SHIB1000USDT' }, { symbol: 'BTCPERP' }, { symbol: 'BTCUSDT' }],
      usedWeight1m: null,
    }),
  }) as unknown as Market;

test('an exchange is asked by its own name for a contract', () => {
  const asked: string[] = [];
  const market = underCommonNames(createNoting(asked));
  void market.candles({ symbol: '1000SHIBUSDT', interval: '1m', ...RANGE });
  void market.openInterestNow('BTCUSDC');
  void market.openInterestNow('ETHUSDT');
  expect(asked).toEqual(['SHIB1000USDT', 'BTCPERP', 'ETHUSDT']);
});

test('its list has the names that the product uses', async () => {
  const { rows } = await underCommonNames(createNoting([])).listedSymbols();
  expect(rows.map(({ symbol }) => symbol)).toEqual(['1000SHIBUSDT', 'BTCUSDC', 'BTCUSDT']);
});

test('a feed follows its own names and tells of the common ones', () => {
  const followed: string[][] = [];
  const heard: LiveEvent[] = [];
  let tell: FeedPorts['onEvent'] = () => undefined;
  const feed = feedUnderCommonNames('bybit', ({ onEvent }) => {
    tell = onEvent;
    return { follow: (symbols) => followed.push([...symbols]), stop: () => undefined };
  })({ onEvent: (event: LiveEvent) => heard.push(event) } as unknown as FeedPorts);
  feed.follow(['1000SHIBUSDT', 'BTCUSDT']);
  tell({ kind: 'mark', symbol: 'SHIB1000USDT', timeMs: 1, markPrice: 0.02 });
  expect(followed).toEqual([['SHIB1000USDT', 'BTCUSDT']]);
  expect(heard).toEqual([{ kind: 'mark', symbol: '1000SHIBUSDT', timeMs: 1, markPrice: 0.02 }]);
});
