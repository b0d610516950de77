/** Each kind of weather over a first loading, a minute and a live map; the table becomes a document. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../lib/model/time.ts';
import type { FaultRule } from '../replay/faults.ts';
import { toExchange } from './harness/request-weight.ts';
import { until } from './harness/until.ts';
import {
  computeKeeping,
  describeKeeping,
  NOTHING_KEPT,
  type Keeping,
} from './harness/weather-kept.ts';
import { openWeather, type Kept, type Sight, type WeatherStage } from './harness/weather-stage.ts';
import { formatRow, isWholeRun, readDocument, type WeatherRow } from './harness/weather-table.ts';
import { ANSWER_CASES, LIVE_CASES, type AnswerCase } from './weather-cases.ts';

const MOST_POLLS = 6;
/** Machines may be busy: nothing here waits for as long as this where all is well. */
const LONG_MS = 90_000;
/**
 * A live map without streams takes ten real seconds to be live no more. One of each sort of answer will do
 * (a wait, no connection, no service, rows that are wrong), but for the document.
 */
const WITHOUT_STREAMS = ['ban', 'reset', 'location', 'impossible-row'];
const MARK_PRICE = '/fapi/v1/premiumIndex';

let stage: WeatherStage;
const rows: WeatherRow[] = [];

beforeAll(async () => {
  stage = await openWeather();
});
afterAll(() => stage?.close());

const begin = (rules: readonly FaultRule[]): void => {
  // A case that failed must not go on in the next.
  stage.replay.faults.clear();
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

const RECOVERY: Readonly<Record<AnswerCase['recovery'], string>> = {
  'next poll': 'at the next poll',
  'after its wait': 'once the wait is over',
};

/** A minute that is not there is asked for again in some polls before it is said to be a gap. */
const readKeeping = async (before: Kept, leavesGaps: boolean): Promise<Keeping> => {
  for (let polls = 0; ; polls += 1) {
    const kept = await stage.readKept();
    expect(stage.countWrong(kept)).toBe(0);
    const keeping = computeKeeping(before, kept);
    const isSettled = keeping.unexplained === 0 && keeping.newGaps > 0;
    if (!leavesGaps || isSettled || polls === MOST_POLLS) return keeping;
    await stage.pollMinute();
  }
};

/** Checks what is kept of before and of the time in it; gives it in words. */
const checkKept = async (before: Kept, leavesGaps: boolean): Promise<string> => {
  const keeping = await readKeeping(before, leavesGaps);
  expect(keeping).toMatchObject({ lost: 0, unexplained: 0 });
  expect(keeping.newGaps > 0).toBe(leavesGaps);
  return describeKeeping(keeping);
};

const recover = async ({ recovery }: AnswerCase): Promise<void> => {
  const needed = await pollUntilWell();
  if (recovery === 'next poll') expect(needed).toBe(1);
  await stage.waitForSight(isWellSeen, LONG_MS);
};

/** Waits for the words of a fault; `hasMap`: bands are drawn all the same. */
const waitForWords = async ({ health, words }: AnswerCase, hasMap: boolean): Promise<void> => {
  const sight = await stage.waitForSight(
    (seen) => seen.health === health && seen.hasBands === hasMap,
    LONG_MS,
  );
  expect(sight.line).toBe(words ?? '');
  expect(sight.state).toBe(hasMap ? 'ready' : 'unavailable');
};

const countMarkPrices = (): number =>
  toExchange(stage.replay.requests).filter(({ path }) => path === MARK_PRICE).length;

/** The mark price is asked for in vain, or not asked for because of a wait; or it is had that way. */
const waitForLive = async (staysLive: boolean): Promise<void> => {
  const asked = countMarkPrices();
  if (staysLive)
    await until('the mark price is asked for', () => countMarkPrices() >= asked + 2, LONG_MS);
  const seen = await stage.waitForSight(({ isLive }) => isLive === staysLive, LONG_MS);
  expect(seen.hasBands).toBe(true);
};

const nowLive = (staysLive: boolean): string => (staysLive ? 'live, as before' : 'no longer live');

const runLoading = async (one: AnswerCase): Promise<void> => {
  const { name, rules, words, leavesGaps, recovery } = one;
  const hasMap = words === null;
  begin(rules);
  await stage.openFaces();
  await stage.pollMinute();
  await waitForWords(one, hasMap);
  await recover(one);
  rows.push({
    fault: name,
    phase: 'first loading',
    said: words ?? 'nothing',
    bands: hasMap ? 'drawn' : 'none yet',
    kept: await checkKept(NOTHING_KEPT, leavesGaps.loading),
    well: hasMap ? 'at once' : RECOVERY[recovery],
  });
};

/** Streams cut and refused as well, on faces that are watched all the while. */
const loseStreams = async (one: AnswerCase): Promise<void> => {
  stage.replay.faults.add({ path: '/', kind: 'stream-refused' });
  stage.replay.cutStreams();
  await waitForLive(one.staysLive);
  await waitForWords(one, true);
};

const runMinute = async (one: AnswerCase, withoutStreams: boolean): Promise<void> => {
  const { name, rules, words, leavesGaps, recovery, staysLive } = one;
  await stage.pollMinute();
  await stage.waitForSight((seen) => seen.isLive && isWellSeen(seen), LONG_MS);
  const before = await stage.readKept();
  begin(rules);
  await stage.pollMinute();
  await waitForWords(one, true);
  if (withoutStreams) await loseStreams(one);
  await recover(one);
  await stage.waitForSight((seen) => seen.isLive && isWellSeen(seen), LONG_MS);
  const shared = {
    fault: name,
    said: words ?? 'nothing',
    bands: 'drawn',
    kept: await checkKept(before, leavesGaps.minute),
    well: words === null ? 'at once' : RECOVERY[recovery],
  };
  rows.push({ ...shared, phase: 'each minute' });
  if (!withoutStreams) return;
  rows.push({
    ...shared,
    phase: 'live, streams refused',
    bands: `drawn, ${nowLive(staysLive)}`,
    well: staysLive ? shared.well : 'live within a minute',
  });
};

describe.each(Object.entries(ANSWER_CASES))('%s', (kind, one) => {
  test('over a first loading', async () => {
    await stage.closeFaces();
    await stage.forget();
    await runLoading(one);
  });

  const withoutStreams = isWholeRun() || WITHOUT_STREAMS.includes(kind);
  const more = withoutStreams ? ', and over a live map whose streams are gone too' : '';
  test(`over a minute${more}`, () => runMinute(one, withoutStreams));
});

test.each(Object.values(LIVE_CASES))('$name, over a live map', async ({ name, rules }) => {
  await stage.pollMinute();
  await stage.waitForSight((seen) => seen.isLive && isWellSeen(seen), LONG_MS);
  const before = await stage.readKept();
  begin(rules);
  stage.replay.cutStreams();
  await waitForLive(true);
  expect((await stage.see()).line).toBe('');
  stage.replay.faults.clear();
  await stage.pollMinute();
  await stage.waitForSight((seen) => seen.isLive && isWellSeen(seen), LONG_MS);
  rows.push({
    fault: name,
    phase: 'live',
    said: 'nothing',
    bands: `drawn, ${nowLive(true)}`,
    kept: await checkKept(before, false),
    well: 'at once',
  });
});

test('docs/faults.md says what was seen', () => {
  const document = readDocument(rows);
  for (const row of rows) expect(document).toContain(formatRow(row));
});
