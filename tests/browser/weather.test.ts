/** Each kind of weather over a first loading, a minute and a live map; the table becomes a document. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import type { FaultRule } from '../replay/faults.ts';
import { toExchange } from './harness/request-weight.ts';
import { until } from './harness/until.ts';
import { openWeather, type Kept, type Sight, type WeatherStage } from './harness/weather-stage.ts';
import { formatTable, readDocument, type WeatherRow } from './harness/weather-table.ts';
import { ANSWER_CASES, LIVE_CASES, type AnswerCase } from './weather-cases.ts';

const MOST_POLLS = 6;
const MARK_PRICE = '/fapi/v1/premiumIndex';

let stage: WeatherStage;
const rows: WeatherRow[] = [];

beforeAll(async () => {
  stage = await openWeather();
});
afterAll(() => stage?.close());

const begin = (rules: readonly FaultRule[]): void => {
  // Answers are refused from the first one on, not from the next full minute.
  const fromMs = stage.replay.clock.nowMs() - MINUTE_MS;
  for (const rule of rules)
    stage.replay.faults.add(rule.kind === 'maintenance' ? { ...rule, fromMs } : rule);
};

const isWellSeen = ({ health, state, hasBands }: Sight): boolean =>
  health === 'ok' && state === 'ready' && hasBands;

/** Ends the weather; gives the number of polls until one got everything. */
const pollUntilWell = async (): Promise<number> => {
  stage.replay.faults.clear();
  for (let polls = 1; polls <= MOST_POLLS; polls += 1) {
    await stage.pollMinute();
    if (await stage.isWell()) return polls;
  }
  throw new Error(`not well after ${MOST_POLLS} polls: ${JSON.stringify(await stage.see())}`);
};

/** What was stored and is not, or is otherwise, now. */
const computeLost = (before: Kept, after: Kept): number => {
  const closes = new Map(after.candles.map(({ openTimeMs, close }) => [openTimeMs, close]));
  const columns = new Set(after.columns);
  // The store keeps a day and a bit: what grew too old meanwhile is not lost.
  const oldestMs = Math.max(after.columns[0] ?? 0, after.candles[0]?.openTimeMs ?? 0);
  const lostCandles = before.candles.filter(
    ({ openTimeMs, close }) => openTimeMs >= oldestMs && closes.get(openTimeMs) !== close,
  );
  const lostColumns = before.columns.filter((timeMs) => timeMs >= oldestMs && !columns.has(timeMs));
  return lostCandles.length + lostColumns.length;
};

const describeKept = (leavesGaps: boolean): string =>
  leavesGaps ? 'everything; what the exchange left out is a gap' : 'everything';

const describePolls = (polls: number): string =>
  polls === 1 ? 'at the next poll' : `at poll ${polls}, when the wait is over`;

/** Runs one case over what `phase` names, checks it against the table and writes its row. */
const runCase = async (
  { name, rules, health, words, polls, leavesGaps }: AnswerCase,
  phase: 'loading' | 'minute',
): Promise<void> => {
  const before = phase === 'minute' ? await stage.readKept() : { candles: [], columns: [] };
  const missingBefore = phase === 'minute' ? stage.countHoles(before) : 0;
  begin(rules);
  if (phase === 'loading') await stage.openFaces();
  await stage.pollMinute();
  const isHarmless = words === null;
  const hasMap = phase === 'minute' || isHarmless;
  const sight = await stage.waitForSight(
    (seen) => seen.health === health && seen.hasBands === hasMap,
  );
  expect(sight.line).toBe(words ?? '');
  expect(sight.state).toBe(hasMap ? 'ready' : 'unavailable');

  const needed = await pollUntilWell();
  expect(needed).toBe(polls[phase]);
  await stage.waitForSight(isWellSeen);
  const kept = await stage.readKept();
  expect(stage.countWrong(kept)).toBe(0);
  expect(computeLost(before, kept)).toBe(0);
  const missing = stage.countHoles(kept);
  if (leavesGaps[phase]) expect(missing).toBeLessThanOrEqual(await stage.countGapMinutes());
  else expect(missing).toBe(missingBefore);
  rows.push({
    fault: name,
    phase: phase === 'loading' ? 'first loading' : 'each minute',
    said: words ?? 'nothing',
    bands: hasMap ? 'drawn' : 'none yet',
    kept: describeKept(leavesGaps[phase]),
    well: isHarmless ? 'at once' : describePolls(needed),
  });
};

describe.each(Object.values(ANSWER_CASES))('$name', (one) => {
  test('over a first loading', async () => {
    await stage.closeFaces();
    await stage.forget();
    await runCase(one, 'loading');
  });

  test('over a minute', () => runCase(one, 'minute'));
});

const countMarkPrices = (): number =>
  toExchange(stage.replay.requests).filter(({ path }) => path === MARK_PRICE).length;

test.each(LIVE_CASES)('$name, over a live map', async ({ name, rules, staysLive, seconds }) => {
  await stage.pollMinute();
  await stage.waitForSight((seen) => seen.isLive && isWellSeen(seen), 60_000);
  begin(rules);
  stage.replay.cutStreams();
  const asked = countMarkPrices();
  await until('the mark price is asked for instead', () => countMarkPrices() >= asked + 2, 40_000);
  const seen = await stage.waitForSight(({ isLive }) => isLive === staysLive, 40_000);
  expect(seen.hasBands).toBe(true);
  expect(seen.line).toBe('');

  stage.replay.faults.clear();
  const endedMs = stage.replay.clock.nowMs();
  await stage.waitForSight(({ isLive }) => isLive, seconds * SECOND_MS + 5_000);
  expect(stage.replay.clock.nowMs() - endedMs).toBeLessThan(seconds * SECOND_MS);
  rows.push({
    fault: name,
    phase: 'live',
    said: staysLive ? 'live, as before' : 'no longer live',
    bands: 'drawn',
    kept: 'everything',
    well: staysLive ? 'at once' : `live within ${seconds} s`,
  });
});

test('docs/faults.md says what was seen', () => {
  const generated = formatTable(rows);
  expect(readDocument(generated)).toBe(generated);
});
