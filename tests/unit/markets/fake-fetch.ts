/** `fetch` that answers from a list, and remembers what it was asked; the last answer repeats. */
import { expect } from 'vitest';
import { MarketError } from '../../../lib/markets/market-error.ts';
import type { RequestPorts } from '../../../lib/markets/http-request.ts';
import type { RequestCost } from '../../../lib/markets/market.ts';

/** 2026-02-19 00:00 UTC. */
export const T0 = 1771459200000;
export const MINUTE = 60_000;

export type Answer = Response | Error;

export const json = (body: unknown, init: ResponseInit = {}): Response =>
  new Response(JSON.stringify(body), init);

export interface FakeFetch {
  readonly ports: RequestPorts;
  readonly urls: URL[];
  readonly waits: number[];
  readonly retries: RequestCost[];
}

export const createFakeFetch = (...answers: Answer[]): FakeFetch => {
  const urls: URL[] = [];
  const waits: number[] = [];
  const retries: RequestCost[] = [];
  return {
    ports: {
      fetch: (input) => {
        urls.push(new URL(String(input)));
        const answer = answers[Math.min(urls.length, answers.length) - 1] as Answer;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer.clone());
      },
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
      now: () => T0,
      beforeRetry: (cost) => {
        retries.push(cost);
        return Promise.resolve();
      },
    },
    urls,
    waits,
    retries,
  };
};

/** The `MarketError` that `work` fails with. */
export const errorOf = async (work: Promise<unknown>): Promise<MarketError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MarketError);
  return error as MarketError;
};
