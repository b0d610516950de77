import { expect, test } from 'vitest';
import { CHART_MATCHES, findSite, SITES } from '../../../lib/charts/sites.ts';

const symbolAt = (address: string): string | null | undefined => {
  const url = new URL(address);
  return findSite(url)?.symbolOf(url);
};

test.each([
  ['https://www.binance.com/en/futures/BTCUSDT', 'BTCUSDT'],
  ['https://www.binance.com/futures/BTCUSDT', 'BTCUSDT'],
  ['https://www.binance.com/zh-CN/futures/ETHUSDC/', 'ETHUSDC'],
  ['https://www.binance.com/en/futures/btcusdt?theme=dark#x', 'BTCUSDT'],
  ['https://www.binance.com/en/futures/1000PEPEUSDT', '1000PEPEUSDT'],
  ['https://www.binance.com/en/futures/ETHBTC', 'ETHBTC'],
  ['https://www.binance.com/en/futures/%E5%B8%81%E5%AE%89USDT', '币安USDT'],
])('%s shows %s', (address, symbol) => {
  expect(symbolAt(address)).toBe(symbol);
});

test.each([
  'https://www.binance.com/en/futures/BTCUSDT_260327', // dated
  'https://www.binance.com/en/delivery/BTCUSD_PERP', // coin-margined
  'https://www.binance.com/en/futures/portfolio',
  'https://www.binance.com/en/futures/home',
  'https://www.binance.com/en/futures/funding-history/perpetual/funding-fee-history',
  'https://www.binance.com/en/my/wallet/futures/balances',
  'https://www.binance.com/en/my/wallet/futures',
  'https://www.binance.com/en/trade/BTC_USDT?type=spot',
  'https://www.binance.com/en/futures/',
  'https://www.binance.com/en/futures/%E0%A4%A', // no valid encoding
  'https://www.binance.com/',
])('%s shows no contract', (address) => {
  expect(symbolAt(address)).toBeNull();
});

test.each([
  'http://www.binance.com/en/futures/BTCUSDT',
  'https://www.binance.com.example.org/en/futures/BTCUSDT',
  'https://binance.com.evil/en/futures/BTCUSDT',
  'https://www.binance.com:8443/en/futures/BTCUSDT',
  'https://testnet.binancefuture.com/en/futures/BTCUSDT',
])('%s is not a site of ours', (address) => {
  expect(findSite(new URL(address))).toBeNull();
});

test('every match pattern ends as match_origin_as_fallback asks and covers the hosts of its site', () => {
  expect(CHART_MATCHES.every((pattern) => pattern.endsWith('/*'))).toBe(true);
  for (const { hosts, matches } of SITES)
    expect(hosts.map((host) => `https://${host}/*`)).toEqual(matches);
});
