/** How Binance's streams talk. */
import type { StreamDialect } from './stream-connections.ts';
import type { ReplayMarket } from './replay-market.ts';
import { parseStreamName } from './stream-names.ts';
import { answerStreamRequest } from './stream-requests.ts';
import { computeEvents } from './stream-ticks.ts';

export const createBinanceStreams = (market: ReplayMarket): StreamDialect => ({
  computeEvents(name, fromMs, toMs) {
    const topic = parseStreamName(market, name);
    return topic ? computeEvents(market, topic, fromMs, toMs) : [];
  },
  answer: ({ names }, text) => [answerStreamRequest(names, text)],
  format: ({ combined }, name, data) => JSON.stringify(combined ? { stream: name, data } : data),
});
