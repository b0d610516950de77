/**
 * Everything that must pass, in the order in which a failure is cheapest to see. Closes with one line
 * that counts vitest's tests and the checks before them: `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { COUNT_FILE, type TestCount } from '../tests/count-reporter.ts';

const ROOT = resolve(import.meta.dirname, '..');

interface Check {
  readonly name: string;
  readonly tool: string;
  readonly args: readonly string[];
}

const CHECKS: readonly Check[] = [
  { name: 'generated types', tool: 'wxt', args: ['prepare'] },
  { name: 'types of the extension', tool: 'tsc', args: ['--noEmit'] },
  { name: 'types of the model, alone', tool: 'tsc', args: ['--noEmit', '-p', 'lib/model'] },
  { name: 'types of tests and scripts', tool: 'tsc', args: ['--noEmit', '-p', 'tests'] },
  { name: 'lint', tool: 'oxlint', args: ['--deny-warnings'] },
  { name: 'format', tool: 'prettier', args: ['--check', '.'] },
  { name: 'build for Chrome and Edge', tool: 'wxt', args: ['build'] },
  { name: 'build for Firefox', tool: 'wxt', args: ['build', '-b', 'firefox'] },
];

const seconds = (sinceMs: number): string =>
  `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

const toolPath = (tool: string): string => join(ROOT, 'node_modules', '.bin', tool);

const runCheck = ({ name, tool, args }: Check): boolean => {
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(toolPath(tool), args, {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const passed = status === 0;
  console.log(`${passed ? '✓' : '✗'} ${name} (${seconds(startMs)})`);
  if (!passed) console.log(`${stdout}${stderr}`);
  return passed;
};

const NO_COUNT: TestCount = { passed: 0, failed: ['vitest did not finish'], skipped: [] };

/** Runs vitest with its output shown; what it counted comes back through a file. */
const runVitest = (): TestCount => {
  const countFile = join(ROOT, COUNT_FILE);
  rmSync(countFile, { force: true });
  const reporters = ['--reporter=default', '--reporter=./tests/count-reporter.ts'];
  spawnSync(toolPath('vitest'), ['run', ...reporters], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  try {
    return JSON.parse(readFileSync(countFile, 'utf8')) as TestCount;
  } catch {
    return NO_COUNT;
  }
};

const startMs = performance.now();
// A build that fails must not leave an older one behind for the browser tests to pass on.
rmSync(join(ROOT, '.output'), { recursive: true, force: true });
const failedChecks = CHECKS.filter((check) => !runCheck(check)).map(({ name }) => name);
const tests = runVitest();
const failed = [...failedChecks, ...tests.failed];
const passedCount = CHECKS.length - failedChecks.length + tests.passed;

// Where no reason is given apart, the test's own name says what it needs.
for (const { name, reason } of tests.skipped)
  console.log(`skipped: ${name}${reason ? ` (${reason})` : ''}`);
for (const name of failed) console.log(`failed: ${name}`);
console.log(`took ${seconds(startMs)}`);
const skippedPart = tests.skipped.length > 0 ? `, ${tests.skipped.length} skipped` : '';
console.log(`${passedCount} passed, ${failed.length} failed${skippedPart}`);
process.exitCode = failed.length > 0 ? 1 : 0;
