/** What the exchange's streams say at a moment. `st: 1` marks USD-margined contracts. */
import { SECOND_MS } from '../../lib/model/time.ts';
import { readTradedTicks } from './book-routes.ts';
import { floorToInterval } from './intervals.ts';
import { computeKline } from './klines.ts';
import { computePremium } from './price-routes.ts';
import type { Liquidation, ReplayMarket } from './replay-market.ts';
import { computeHash } from './seeded-random.ts';
import { formatPrice, formatQuantity, toLots, type SymbolSpec } from './symbols.ts';

const UM = { st: 1 };

export function computeMarkPriceEvent(market: ReplayMarket, spec: SymbolSpec, timeMs: number) {
  const premium = computePremium(market, spec, timeMs);
  return {
    e: 'markPriceUpdate',
    E: timeMs,
    s: spec.symbol,
    p: premium.markPrice,
    ap: premium.markPrice,
    P: premium.estimatedSettlePrice,
    i: premium.indexPrice,
    r: premium.lastFundingRate,
    T: premium.nextFundingTime,
    ...UM,
    ps: spec.symbol,
  };
}

/** The candle as it stands at `timeMs`; `closed` asks for the one that has just ended. */
export function computeKlineEvent(
  market: ReplayMarket,
  spec: SymbolSpec,
  interval: string,
  intervalMs: number,
  timeMs: number,
  closed: boolean,
) {
  const openTimeMs = floorToInterval(closed ? timeMs - 1 : timeMs, intervalMs);
  const kline = computeKline(market, spec, 'traded', openTimeMs, intervalMs, timeMs);
  return {
    e: 'kline',
    E: timeMs,
    s: spec.symbol,
    k: {
      t: openTimeMs,
      T: openTimeMs + intervalMs - 1,
      s: spec.symbol,
      i: interval,
      f: 1,
      L: kline.trades,
      o: formatPrice(spec, kline.open),
      c: formatPrice(spec, kline.close),
      h: formatPrice(spec, kline.high),
      l: formatPrice(spec, kline.low),
      v: formatQuantity(spec, kline.volume),
      n: kline.trades,
      x: closed,
      q: kline.quoteUsd.toFixed(4),
      V: formatQuantity(spec, kline.takerBuy),
      Q: kline.takerBuyQuoteUsd.toFixed(4),
      B: '0',
    },
    ...UM,
    ps: spec.symbol,
  };
}

/** One trade a second: light, but at the price of the moment. */
export function computeAggTradeEvent(market: ReplayMarket, spec: SymbolSpec, timeMs: number) {
  const id = Math.floor(timeMs / SECOND_MS);
  const hash = computeHash('trade', spec.symbol, id);
  const coins = (spec.volumeCoinsPerMinute / 600) * (0.2 + (hash % 100) / 60);
  const quantity = formatQuantity(spec, Math.max(1, toLots(spec, coins)));
  return {
    e: 'aggTrade',
    E: timeMs,
    s: spec.symbol,
    a: id,
    p: formatPrice(spec, readTradedTicks(market, spec, timeMs)),
    q: quantity,
    nq: quantity,
    f: id,
    l: id,
    T: timeMs,
    m: (hash >>> 8) % 2 === 0,
    ...UM,
    ps: spec.symbol,
  };
}

export function computeForceOrderEvent(spec: SymbolSpec, order: Liquidation) {
  const quantity = formatQuantity(spec, order.quantityLots);
  const price = formatPrice(spec, order.priceTicks);
  return {
    e: 'forceOrder',
    E: order.timeMs + 5,
    o: {
      s: spec.symbol,
      S: order.side,
      o: 'LIMIT',
      f: 'IOC',
      q: quantity,
      p: price,
      ap: price,
      X: 'FILLED',
      l: quantity,
      z: quantity,
      T: order.timeMs,
    },
    ...UM,
    ps: spec.symbol,
  };
}

/** Of forced orders those that the stream shows: the largest of each second. */
export function throttleLiquidations(orders: readonly Liquidation[]): readonly Liquidation[] {
  const bySecond = new Map<number, Liquidation>();
  for (const order of orders) {
    const second = Math.floor(order.timeMs / SECOND_MS);
    const shown = bySecond.get(second);
    if (!shown || order.quantityLots > shown.quantityLots) bySecond.set(second, order);
  }
  return [...bySecond.values()];
}
