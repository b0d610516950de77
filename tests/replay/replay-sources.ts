import { FIVE_MINUTES_MS, floorToPeriod } from '../../lib/model/time.ts';
import { createGeneratedSource } from './generated-market.ts';
import { createRecordedSources } from './recorded-market.ts';
import { hasRecordings } from './recording-files.ts';
import { createReplayMarket } from './assemble-market.ts';
import type { ReplayMarket } from './replay-market.ts';
import { createSimulatedSources } from './simulated-market.ts';
import { readSimulatedRows } from './simulated-rows.ts';
import { SYMBOLS } from './symbols.ts';

export type MarketOrigin = 'recordings' | 'simulated' | 'generated';

/** How long a simulated market is; it takes about a third of a second a day to make. */
const SIMULATED_DAYS = 20;

/**
 * The market behind a replay: recorded symbols where there are any, generated ones for the rest; or,
 * where there are none and it is wished, the simulated one.
 * `startMs` counts from its five-minute period on, so that runs minutes apart show the same market.
 */
export function createMarket(
  recordingsDir: string | null,
  seed: number,
  startMs: number,
  withoutRecordings: 'generated' | 'simulated' = 'generated',
): { readonly market: ReplayMarket; readonly source: MarketOrigin } {
  const recorded =
    recordingsDir !== null && hasRecordings(recordingsDir)
      ? createRecordedSources(recordingsDir, seed)
      : [];
  const firstMs = floorToPeriod(startMs, FIVE_MINUTES_MS);
  if (recorded.length === 0 && withoutRecordings === 'simulated') {
    const sources = createSimulatedSources(readSimulatedRows(seed, SIMULATED_DAYS), seed);
    return { market: createReplayMarket(sources, firstMs), source: 'simulated' };
  }
  const known = new Map(recorded.map((source) => [source.spec.symbol, source]));
  const sources = SYMBOLS.map(
    (spec) => known.get(spec.symbol) ?? createGeneratedSource(spec, seed),
  );
  return {
    market: createReplayMarket(sources, firstMs),
    source: recorded.length > 0 ? 'recordings' : 'generated',
  };
}
