/** The events of one stream between two moments of the exchange's time. */
import { SECOND_MS } from '../../lib/model/time.ts';
import { floorToInterval } from './intervals.ts';
import type { ReplayMarket } from './replay-market.ts';
import type { StreamTopic } from './stream-names.ts';
import {
  computeAggTradeEvent,
  computeForceOrderEvent,
  computeKlineEvent,
  computeMarkPriceEvent,
  listShownLiquidations,
} from './stream-payloads.ts';

/** When the clock leaps, no more than this many closed candles are caught up on. */
const MOST_CLOSED = 60;

/** Events of (fromMs, toMs]. At high speed prices skip seconds; closed candles and forced orders do not. */
export function computeEvents(
  market: ReplayMarket,
  topic: StreamTopic,
  fromMs: number,
  toMs: number,
): readonly unknown[] {
  const second = Math.floor(toMs / SECOND_MS);
  const ticked = second > Math.floor(fromMs / SECOND_MS);
  const timeMs = second * SECOND_MS;
  switch (topic.kind) {
    case 'forceOrder':
      return topic.specs
        .flatMap((spec) =>
          listShownLiquidations(market, spec, fromMs, toMs).map((order) =>
            computeForceOrderEvent(spec, order),
          ),
        )
        .sort((one, other) => one.E - other.E);
    case 'markPrice': {
      if (!crosses(fromMs, toMs, topic.everySeconds * SECOND_MS)) return [];
      const events = topic.specs.map((spec) => computeMarkPriceEvent(market, spec, timeMs));
      return topic.all ? [events] : events;
    }
    case 'aggTrade':
      return ticked ? [computeAggTradeEvent(market, topic.spec, timeMs)] : [];
    case 'kline': {
      const closed = listCloses(fromMs, toMs, topic.intervalMs).map((closeMs) =>
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

function listCloses(fromMs: number, toMs: number, intervalMs: number): readonly number[] {
  const closes: number[] = [];
  let closeMs = floorToInterval(toMs, intervalMs);
  for (; closeMs > fromMs && closes.length < MOST_CLOSED; closeMs -= intervalMs)
    closes.push(closeMs);
  return closes.reverse();
}
