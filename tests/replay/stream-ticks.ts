/** The events of one stream between two moments of the exchange's time. */
import { MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import { floorToInterval } from './intervals.ts';
import type { Liquidation, ReplayMarket } from './replay-market.ts';
import type { StreamTopic } from './stream-names.ts';
import type { SymbolSpec } from './symbols.ts';
import {
  computeAggTradeEvent,
  computeForceOrderEvent,
  computeKlineEvent,
  computeMarkPriceEvent,
  throttleLiquidations,
} from './stream-payloads.ts';

/** When the clock leaps, no more than so many closed candles and minutes of forced orders are told. */
const MOST_CLOSED = 60;
const MOST_MINUTES = 1440;

/** Events of (fromMs, toMs]. At high speed prices skip seconds; closed candles and forced orders do not. */
export function computeEvents(
  market: ReplayMarket,
  topic: StreamTopic,
  fromMs: number,
  toMs: number,
): readonly object[] {
  const second = Math.floor(toMs / SECOND_MS);
  const timeMs = second * SECOND_MS;
  const isShut = market.isShut(timeMs, timeMs + 1);
  const ticked = second > Math.floor(fromMs / SECOND_MS) && !isShut;
  switch (topic.kind) {
    case 'forceOrder':
      return topic.specs
        .flatMap((spec) =>
          throttleLiquidations(listLiquidations(market, spec, fromMs, toMs)).map((order) =>
            computeForceOrderEvent(spec, order),
          ),
        )
        .sort((one, other) => one.E - other.E);
    case 'markPrice': {
      if (isShut || !crosses(fromMs, toMs, topic.everySeconds * SECOND_MS)) return [];
      const events = topic.specs.map((spec) => computeMarkPriceEvent(market, spec, timeMs));
      return topic.all ? [events] : events;
    }
    case 'aggTrade':
      return ticked ? [computeAggTradeEvent(market, topic.spec, timeMs)] : [];
    case 'kline': {
      const closed = listCloses(market, fromMs, toMs, topic.intervalMs).map((closeMs) =>
        computeKlineEvent(market, topic.spec, topic.interval, topic.intervalMs, closeMs, true),
      );
      if (!ticked) return closed;
      return [
        ...closed,
        computeKlineEvent(market, topic.spec, topic.interval, topic.intervalMs, timeMs, false),
      ];
    }
  }
}

const crosses = (fromMs: number, toMs: number, periodMs: number) =>
  Math.floor(toMs / periodMs) > Math.floor(fromMs / periodMs);

/** Ends of the candles that closed within (fromMs, toMs], the newest ones after a leap. */
export function listCloses(
  market: ReplayMarket,
  fromMs: number,
  toMs: number,
  intervalMs: number,
): readonly number[] {
  const closes: number[] = [];
  let closeMs = floorToInterval(toMs, intervalMs);
  for (; closeMs > fromMs && closes.length < MOST_CLOSED; closeMs -= intervalMs) {
    if (!market.isShut(closeMs - intervalMs, closeMs)) closes.push(closeMs);
  }
  return closes.reverse();
}

/** Every forced order of (fromMs, toMs], in order of time, the newest minutes after a leap. */
export function listLiquidations(
  market: ReplayMarket,
  spec: SymbolSpec,
  fromMs: number,
  toMs: number,
): readonly Liquidation[] {
  const orders: Liquidation[] = [];
  const earliestMs = Math.max(fromMs, toMs - MOST_MINUTES * MINUTE_MS);
  let timeMs = Math.floor(earliestMs / MINUTE_MS) * MINUTE_MS;
  for (; timeMs <= toMs; timeMs += MINUTE_MS) {
    for (const order of market.liquidations(spec.symbol, timeMs)) {
      if (order.timeMs > fromMs && order.timeMs <= toMs) orders.push(order);
    }
  }
  return orders.sort((one, other) => one.timeMs - other.timeMs);
}
