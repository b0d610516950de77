import { expect, test } from 'vitest';
import { computeOptionsView } from '../../../entrypoints/options/options-view.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings.ts';
import type { SymbolStatus } from '../../../lib/store/status.ts';

const NOW = Date.UTC(2026, 2, 10);

const STATUS: SymbolStatus = {
  symbol: 'BTCUSDT',
  clockOffsetMs: 0,
  lastSuccessMs: NOW,
  lastColumnMs: NOW,
  backfillProgress: 1,
  lastAskedMs: NOW,
  lastPollWeight: 3,
  usedWeight1m: 3,
  fault: null,
};

test("a symbol's fault is told under the name of the exchange whose book has it", () => {
  const fault = { kind: 'overloaded', detail: '', sinceMs: NOW, retryAtMs: null } as const;
  const view = computeOptionsView({
    settings: { ...DEFAULT_SETTINGS, exchanges: { binance: 'on', bybit: 'on' } },
    statuses: [STATUS, { ...STATUS, symbol: 'bybit:BTCUSDT', fault }],
    summaries: [],
    diskBytes: null,
    listed: [],
    symbolOutcome: null,
    storeOutcome: null,
    bookOutcomes: {},
    nowMs: NOW,
  });
  expect(view.symbols?.symbols).toMatchObject([
    { symbol: 'BTCUSDT', tone: 'warn', words: 'Bybit is overloaded (503).' },
  ]);
});
