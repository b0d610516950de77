import { FIVE_MINUTES_MS, floorToPeriod } from '../../lib/model/time.ts';
import { createGeneratedSource } from './generated-market.ts';
import { createRecordedSources } from './recorded-market.ts';
import { hasRecordings } from './recording-files.ts';
import { createReplayMarket } from './assemble-market.ts';
import type { ReplayMarket } from './replay-market.ts';
import { SYMBOLS } from './symbols.ts';

export type MarketOrigin = 'recordings' | 'generated';

/**
 * The market behind a replay: recorded symbols where there are any, generated ones for the rest.
 * `startMs` counts from its five-minute period on, so that runs minutes apart show the same market.
 */
export function createMarket(
  recordingsDir: string | null,
  seed: number,
  startMs: number,
): { readonly market: ReplayMarket; readonly source: MarketOrigin } {
  const recorded =
    recordingsDir !== null && hasRecordings(recordingsDir)
      ? createRecordedSources(recordingsDir, seed)
      : [];
  const known = new Map(recorded.map((source) => [source.spec.symbol, source]));
  const sources = SYMBOLS.map(
    (spec) => known.get(spec.symbol) ?? createGeneratedSource(spec, seed),
  );
  return {
    market: createReplayMarket(sources, floorToPeriod(startMs, FIVE_MINUTES_MS)),
    source: recorded.length > 0 ? 'recordings' : 'generated',
  };
}
