/**
 * Vitest reporter that writes what `scripts/test.ts` closes with: how many tests passed and failed,
 * and which were skipped for what reason (vitest's own JSON leaves the reasons out).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

export interface TestCount {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly reason: string | null }[];
}

/** Where the count lies; relative to the repository. */
export const COUNT_FILE = 'output/test-count.json';

const countTests = (modules: readonly TestModule[]): TestCount => {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const named = (state: string) => tests.filter((test) => test.result().state === state);
  // A file that cannot be loaded has no tests that could fail: it counts itself.
  const broken = modules.filter((module) => module.errors().length > 0);
  return {
    passed: named('passed').length,
    failed: [
      ...named('failed').map(({ fullName }) => fullName),
      ...broken.map(({ relativeModuleId }) => relativeModuleId),
    ],
    skipped: named('skipped').map((test) => {
      const result = test.result();
      return { name: test.fullName, reason: ('note' in result && result.note) || null };
    }),
  };
};

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = countTests(modules);
    const unhandled = errors.map(() => 'an error outside of any test');
    const path = resolve(import.meta.dirname, '..', COUNT_FILE);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify({ ...count, failed: [...count.failed, ...unhandled] }));
  }
}
