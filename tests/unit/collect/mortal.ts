/** A worker that is killed at a chosen call: that call and all later ones fail, open writes are undone. */
import type { Market } from '../../../lib/markets/market.ts';
import type { Database } from '../../../lib/store/schema.ts';

export class Killed extends Error {}

export interface Mortal {
  readonly db: Database;
  readonly market: Market;
  /** Calls made so far. */
  readonly calls: () => number;
}

type Anything = Record<string | symbol, unknown>;
type Callable = (...given: unknown[]) => unknown;

export const createMortal = (db: Database, market: Market, killAtCall: number): Mortal => {
  let calls = 0;
  const open: { abort(): void; done: Promise<unknown> }[] = [];
  const step = (): void => {
    calls += 1;
    if (calls < killAtCall) return;
    for (const transaction of open.splice(0)) {
      transaction.done.catch(() => undefined);
      try {
        transaction.abort();
      } catch {
        // It had ended already.
      }
    }
    throw new Killed(`killed at call ${calls}`);
  };
  const wrap = <Target extends object>(target: Target, counted: readonly string[]): Target =>
    new Proxy(target, {
      get: (object, name) => {
        const value = (object as Anything)[name];
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown => {
          if (counted.includes(String(name))) step();
          const result = (value as Callable).apply(object, given);
          if (name !== 'transaction') return result;
          open.push(result as (typeof open)[number]);
          return wrap(result as object, ['objectStore']);
        };
      },
    });
  return {
    db: wrap(db, ['transaction', 'get', 'getAll', 'put']),
    market: wrap(market, ['candles', 'markCandles', 'openInterestHistory', 'openInterestNow']),
    calls: () => calls,
  };
};
