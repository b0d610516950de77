import { expect, test } from 'vitest';
import type { UnreadableReason } from '../../../lib/charts/chart-scale.ts';
import { describeTab } from '../../../lib/insight/tab-words.ts';

const ON_SITE = { site: 'binance', symbol: 'BTCUSDT' } as const;
const REASONS: Record<UnreadableReason, true> = {
  'no-chart': true,
  'no-labels': true,
  'too-few-labels': true,
  'labels-do-not-fit': true,
  'percent-axis': true,
  'price-outside-axis': true,
  'no-pane': true,
};

test('a chart that is drawn on names its reader and the error', () => {
  const words = describeTab({
    state: 'drawing',
    ...ON_SITE,
    adapter: 'labels',
    scaleKind: 'log',
    errorPx: 0.149,
    labelCount: 9,
  });
  expect(words.tone).toBe('good');
  expect(words.detail).toBe('Axis labels, log, 0.1\u202fpx, 9 labels');
});

test('each reason for not reading a chart has its own words', () => {
  const details = (Object.keys(REASONS) as UnreadableReason[]).map(
    (reason) => describeTab({ state: 'unreadable', ...ON_SITE, reason }).detail,
  );
  expect(new Set(details).size).toBe(7);
  expect(details.every((detail) => detail.length > 20 && detail.endsWith('.'))).toBe(true);
});

test('a tab that does not answer is told apart from a site that is switched off or hidden', () => {
  const titles = [
    describeTab(null),
    describeTab({ state: 'off', ...ON_SITE }),
    describeTab({ state: 'hidden', ...ON_SITE }),
    describeTab({ state: 'waiting', ...ON_SITE }),
    describeTab({ state: 'no-symbol', site: 'binance' }),
  ].map(({ title }) => title);
  expect(new Set(titles).size).toBe(5);
});
