import { describe, expect, test, vi } from 'vitest';
import { createMapSource } from '../../../entrypoints/overlay.content/map-source.ts';
import type { MapAnswer } from '../../../lib/messages.ts';

const loading = (symbol: string): MapAnswer => ({ state: 'loading', symbol, progress: 0.5 });
const ready = (symbol: string): MapAnswer => ({
  state: 'ready',
  symbol,
  column: {
    timeMs: 0,
    price: 1,
    sweptBy: 'mark',
    firstBin: 0,
    binCount: 0,
    peakCoins: 0,
    codes: '',
  },
  ageMs: 0,
  exchanges: ['binance'],
  isLive: false,
  fault: null,
});

/** A worker that answers when the test says so, and timers that fire when the test says so. */
const createBench = () => {
  const questions: {
    symbol: string;
    isWatched: boolean;
    resolve: (answer: MapAnswer) => void;
    reject: (error: Error) => void;
  }[] = [];
  const timers: { onTime: () => void; delayMs: number; live: boolean }[] = [];
  const watchers = new Set<(symbol: string) => void>();
  const page = { orphaned: false };
  const onAnswer = vi.fn<(answer: MapAnswer) => void>();
  const onOrphaned = vi.fn<() => void>();
  const source = createMapSource(
    {
      ask: (symbol, isWatched) =>
        new Promise((resolve, reject) => questions.push({ symbol, isWatched, resolve, reject })),
      watchChanges: (onChange) => {
        watchers.add(onChange);
        return () => watchers.delete(onChange);
      },
      startTimer: (onTime, delayMs) => {
        const timer = { onTime, delayMs, live: true };
        timers.push(timer);
        return () => {
          timer.live = false;
        };
      },
      isOrphaned: () => page.orphaned,
    },
    onAnswer,
    onOrphaned,
  );
  const announce = (symbol: string): void => watchers.forEach((watcher) => watcher(symbol));
  const fire = (): void => {
    for (const timer of timers.filter(({ live }) => live)) {
      timer.live = false;
      timer.onTime();
    }
  };
  const liveDelays = (): number[] => timers.filter((t) => t.live).map((t) => t.delayMs);
  const settle = (): Promise<void> => Promise.resolve().then(() => {});
  return {
    source,
    questions,
    watchers,
    page,
    onAnswer,
    onOrphaned,
    announce,
    fire,
    liveDelays,
    settle,
  };
};

describe('the map source', () => {
  test('asks at once for the symbol it is told to follow, and once', () => {
    const { source, questions } = createBench();
    source.follow('BTCUSDT', false);
    source.follow('BTCUSDT', false);
    expect(questions.map((q) => q.symbol)).toEqual(['BTCUSDT']);
  });

  test('asks again when a change of its symbol is announced, not for others', async () => {
    const { source, questions, announce, onAnswer, settle } = createBench();
    source.follow('BTCUSDT', false);
    announce('ETHUSDT');
    expect(questions).toHaveLength(1);
    announce('BTCUSDT');
    expect(questions).toHaveLength(2);
    questions[1]?.resolve(ready('BTCUSDT'));
    await settle();
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith(ready('BTCUSDT'));
  });

  test('keeps asking at growing intervals while the map is loading', async () => {
    const { source, questions, fire, liveDelays, settle } = createBench();
    source.follow('BTCUSDT', false);
    const delays: number[] = [];
    for (let i = 0; i < 6; i++) {
      questions[i]?.resolve(loading('BTCUSDT'));
      await settle();
      delays.push(...liveDelays());
      fire();
    }
    expect(delays).toEqual([500, 1000, 2000, 5000, 5000, 5000]);
  });

  test('tries again when the worker does not answer', async () => {
    const { source, questions, fire, settle, onAnswer } = createBench();
    source.follow('BTCUSDT', false);
    questions[0]?.reject(new Error('Could not establish connection.'));
    await settle();
    fire();
    questions[1]?.resolve(ready('BTCUSDT'));
    await settle();
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith(ready('BTCUSDT'));
  });

  test('drops an answer for a symbol that is no longer followed', async () => {
    const { source, questions, onAnswer, settle } = createBench();
    source.follow('BTCUSDT', false);
    source.follow('ETHUSDT', false);
    questions[0]?.resolve(ready('BTCUSDT'));
    await settle();
    expect(onAnswer).not.toHaveBeenCalled();
    questions[1]?.resolve(ready('ETHUSDT'));
    await settle();
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith(ready('ETHUSDT'));
  });

  test('leaves nothing running when it follows nothing', async () => {
    const { source, questions, watchers, liveDelays, settle } = createBench();
    source.follow('BTCUSDT', false);
    questions[0]?.resolve(loading('BTCUSDT'));
    await settle();
    source.follow(null, false);
    expect(watchers.size).toBe(0);
    expect(liveDelays()).toEqual([]);
  });

  test('asks at once when it is told to follow again', () => {
    const { source, questions } = createBench();
    source.follow('BTCUSDT', false);
    source.follow(null, false);
    source.follow('BTCUSDT', false);
    expect(questions).toHaveLength(2);
  });

  test('tells that nobody will answer any more when the extension is gone, and asks no more', async () => {
    const { source, questions, page, onOrphaned, announce, settle, liveDelays } = createBench();
    source.follow('BTCUSDT', false);
    page.orphaned = true;
    questions[0]?.reject(new Error('Extension context invalidated.'));
    await settle();
    expect(onOrphaned).toHaveBeenCalledTimes(1);
    expect(liveDelays()).toEqual([]);
    announce('BTCUSDT');
    expect(questions).toHaveLength(1);
  });

  test('asks every two and a half seconds while the map is watched, and says so', async () => {
    const { source, questions, liveDelays, fire, settle } = createBench();
    source.follow('BTCUSDT', true);
    for (let i = 0; i < 3; i++) {
      questions[i]?.resolve(ready('BTCUSDT'));
      await settle();
      expect(liveDelays()).toEqual([2500]);
      fire();
    }
    expect(questions.map(({ isWatched }) => isWatched)).toEqual([true, true, true, true]);
  });

  test('a watched map whose answer never comes is asked for again', () => {
    const { source, questions, fire } = createBench();
    source.follow('BTCUSDT', true);
    fire();
    fire();
    expect(questions).toHaveLength(3);
  });

  test('of answers that come late each newer one counts, and none that was overtaken', async () => {
    const { source, questions, fire, settle, onAnswer } = createBench();
    source.follow('BTCUSDT', true);
    fire();
    fire();
    questions[1]?.resolve(ready('BTCUSDT'));
    await settle();
    expect(onAnswer).toHaveBeenCalledTimes(1);
    questions[0]?.resolve(ready('BTCUSDT'));
    await settle();
    expect(onAnswer).toHaveBeenCalledTimes(1);
    questions[2]?.resolve(ready('BTCUSDT'));
    await settle();
    expect(onAnswer).toHaveBeenCalledTimes(2);
  });

  test('asks no more by itself when nobody watches any more, and at once when someone does again', async () => {
    const { source, questions, liveDelays, settle } = createBench();
    source.follow('BTCUSDT', true);
    source.follow('BTCUSDT', false);
    questions[1]?.resolve(ready('BTCUSDT'));
    await settle();
    expect(liveDelays()).toEqual([]);
    source.follow('BTCUSDT', true);
    expect(questions.map(({ isWatched }) => isWatched)).toEqual([true, false, true]);
  });
});
