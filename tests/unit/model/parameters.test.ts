import { expect, test } from 'vitest';
import { PARAMETER_NOTES, PARAMETERS } from '../../../lib/model/parameters.ts';

test.each(Object.entries(PARAMETER_NOTES))('%s lies within its stated range', (name, { range }) => {
  const value = PARAMETERS[name as keyof typeof PARAMETER_NOTES];
  expect(value).toBeGreaterThanOrEqual(range[0]);
  expect(value).toBeLessThanOrEqual(range[1]);
});

test('tiers rise in leverage and stand for the whole open interest', () => {
  const leverages = PARAMETERS.tiers.map((tier) => tier.leverage);
  expect(leverages).toEqual(leverages.toSorted((a, b) => a - b));
  const shares = PARAMETERS.tiers.reduce((sum, tier) => sum + tier.standingShare, 0);
  expect(shares).toBeCloseTo(1, 9);
});
