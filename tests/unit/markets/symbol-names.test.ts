import { expect, test } from 'vitest';
import { symbolOnMarket } from '../../../lib/markets/symbol-names.ts';

test.each([
  ['BTCUSDT', 'BTCUSDT', 'BTCUSDT'],
  ['1000PEPEUSDT', '1000PEPEUSDT', '1000PEPEUSDT'],
  ['1000SHIBUSDT', '1000SHIBUSDT', 'SHIB1000USDT'],
  ['SHIB1000USDT', '1000SHIBUSDT', 'SHIB1000USDT'],
  ['1MBABYDOGEUSDT', '1MBABYDOGEUSDT', '1000000BABYDOGEUSDT'],
  ['BTCUSDC', 'BTCUSDC', 'BTCPERP'],
  ['BTCPERP', 'BTCUSDC', 'BTCPERP'],
  ['PERPUSDT', 'PERPUSDT', 'PERPUSDT'],
  ['USDCUSDT', 'USDCUSDT', 'USDCUSDT'],
])('%s is %s on Binance and %s on Bybit', (symbol, binance, bybit) => {
  expect(symbolOnMarket(symbol, 'binance')).toBe(binance);
  expect(symbolOnMarket(symbol, 'bybit')).toBe(bybit);
});
