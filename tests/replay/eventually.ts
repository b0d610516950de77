import { expect } from 'vitest';

/** Longer than a busy machine takes for anything here. */
const PATIENCE_MS = 20_000;

/** Like `expect(read())`, but waits until it holds. */
export const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: PATIENCE_MS });
