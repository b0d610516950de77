import { expect, test, vi } from 'vitest';
import { ClusterCard } from '../../../components/ClusterCard.tsx';
import { HealthLine } from '../../../components/HealthLine.tsx';
import { ImbalancePanel } from '../../../components/ImbalancePanel.tsx';
import { RangeSwitch } from '../../../components/RangeSwitch.tsx';
import { TabPanel } from '../../../components/TabPanel.tsx';
import { renderInto, textOf } from './render-html.ts';

const nothing = (): void => {};
/** This document knows the attribute only; a browser has the property. */
const isChecked = (input: Element | null): boolean => input?.hasAttribute('checked') ?? false;
const RANGE = { withinOptions: [2, 5, 10], withinPercent: 5, onWithin: nothing } as const;

test('the imbalance is read aloud as it is seen', () => {
  const imbalance = { longUsd: 1.141e9, shortUsd: 0.699e9, score: -24 };
  const body = renderInto(<ImbalancePanel imbalance={imbalance} progress={1} {...RANGE} />);
  const label = body.querySelector('.bar')?.getAttribute('aria-label')?.replace(/\s/g, ' ');
  expect(label).toBe('Longs below $1.14 B, 62 %; shorts above $699 M, 38 %');
  expect(textOf(body.querySelector('.verdict'))).toBe(
    'Longs below have more to lose: 62 % of $1.84 B within ±5 %',
  );
});

test('while history loads the bar is its progress', () => {
  const body = renderInto(<ImbalancePanel imbalance={null} progress={0.42} {...RANGE} />);
  const bar = body.querySelector('[role=progressbar]');
  expect(bar?.getAttribute('aria-valuenow')).toBe('42');
  expect(textOf(body.querySelector('.verdict'))).toContain('42 %');
});

test('before anything is known there is neither a figure nor a progress', () => {
  const body = renderInto(<ImbalancePanel imbalance={null} progress={null} {...RANGE} />);
  expect(body.querySelector('[role=progressbar]')).toBeNull();
  expect(textOf(body)).not.toMatch(/\$/);
});

test('the range is a group of radio buttons with one chosen', () => {
  const onChange = vi.fn();
  const body = renderInto(<RangeSwitch options={[2, 5, 10]} value={10} onChange={onChange} />);
  const radios = [...body.querySelectorAll('input[type=radio]')];
  expect(radios.map(isChecked)).toEqual([false, false, true]);
  radios[0]?.dispatchEvent(
    new (body.ownerDocument.defaultView as Window & typeof globalThis).Event('change'),
  );
  expect(onChange).toHaveBeenCalledWith(2);
});

test('a cluster names price, distance and amount, a side without one says so', () => {
  const cluster = {
    side: 'long',
    price: 66_676.5,
    distancePercent: -0.83,
    amountUsd: 12.4e6,
    strength: 0.5,
  } as const;
  const body = renderInto(<ClusterCard side="long" cluster={cluster} />);
  expect(textOf(body)).toBe('Nearest longs66,676.5−0.83 %$12.4 M');
  expect(body.querySelector('.strength')?.getAttribute('aria-label')).toBe('Strength 2 of 4');
  expect(textOf(renderInto(<ClusterCard side="short" cluster={null} />))).toContain(
    'None in range',
  );
});

test('a site has a switch, a tab without one a link to the chart', () => {
  const words = { tone: 'off', title: 'Title', detail: 'Detail' } as const;
  const chart = { chartUrl: 'https://chart.example/', onBands: nothing };
  const onSite = renderInto(
    <TabPanel tab={{ ...words, site: 'Binance Futures', bandsOn: true }} {...chart} />,
  );
  const control = onSite.querySelector('[role=switch]');
  expect(isChecked(control)).toBe(true);
  expect(textOf(control?.closest('label') ?? null)).toBe('Bands on this site');
  const elsewhere = renderInto(
    <TabPanel tab={{ ...words, site: null, bandsOn: false }} {...chart} />,
  );
  expect(elsewhere.querySelector('[role=switch]')).toBeNull();
  expect(elsewhere.querySelector('a')?.getAttribute('href')).toBe('https://chart.example/');
});

test('a healthy map shows no warning, but always what it is', () => {
  const health = { code: 'ok', tone: 'good', title: '', advice: '', canRetry: false } as const;
  const body = renderInto(<HealthLine health={health} retrying={false} onRetry={nothing} />);
  expect(textOf(body.querySelector('.health-words'))).toBe('');
  expect(textOf(body)).toContain('Estimate from public data. Not advice.');
});
