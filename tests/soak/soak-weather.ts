/** What goes wrong during a soak: which fault, how long, and where a worker dies. */
import type { FaultRule } from '../replay/faults.ts';
import type { Random } from '../replay/seeded-random.ts';

/** A fault begins in one of so many minutes, and lasts up to so many. */
const FAULT_CHANCE = 1 / 20;
const LONGEST_MINUTES = 4;

interface Weather {
  readonly rule: Omit<FaultRule, 'path'>;
  /** Its longest; short where each of its minutes takes long in truth. */
  readonly mostMinutes: number;
}

const weather = (
  kind: FaultRule['kind'],
  mostMinutes = LONGEST_MINUTES,
  more: Partial<FaultRule> = {},
): Weather => ({ rule: { kind, ...more }, mostMinutes });

/** Not among them: rows that are left out, of which nobody could say afterwards whether they are missing. */
const WEATHERS: readonly Weather[] = [
  weather('rate-limit'),
  weather('ban'),
  weather('location'),
  weather('firewall'),
  weather('overload'),
  weather('reset'),
  weather('refused'),
  weather('truncated'),
  weather('missing-fields'),
  weather('extra-fields'),
  weather('duplicates'),
  weather('out-of-order'),
  weather('html-200'),
  weather('maintenance'),
  // Each of these is waited for ten real seconds.
  weather('timeout', 1, { times: 3 }),
];

/** A fault that begins now, or null. */
export interface Spell {
  readonly rule: FaultRule;
  readonly minutes: number;
}

/** What this minute brings. */
export const drawSpell = (random: Random): Spell | null => {
  if (random() >= FAULT_CHANCE) return null;
  const { rule, mostMinutes } = WEATHERS[Math.floor(random() * WEATHERS.length)] as Weather;
  return { rule: { path: '/', ...rule }, minutes: 1 + Math.floor(random() * mostMinutes) };
};

/** The worker is killed in one of so many minutes … */
const DEATH_CHANCE = 1 / 20;
/**
 * … of the first quarter. After that one worker lives to the end, longer than a browser lets any live, and
 * its memory is read: a death would hide what piles up.
 */
const DEATHS_END = 1 / 4;

/** Whether the worker dies in this minute's poll. */
export const drawDeath = (random: Random, isKilling: boolean): boolean =>
  isKilling && random() < DEATH_CHANCE;

/** Whether workers are killed in this minute of the run; memory is read only later. */
export const isKillingTime = (minute: number, minutes: number): boolean =>
  minute < minutes * DEATHS_END;
