/**
 * What the overlay says about the chart of a tab, in words: who reads the chart and how exactly, or
 * why the bands are not drawn and what the user can do.
 */
import type { AdapterName, UnreadableReason } from '../charts/chart-scale.ts';
import type { TabReport } from '../messages.ts';

export interface TabWords {
  readonly tone: 'good' | 'warn' | 'off';
  readonly title: string;
  readonly detail: string;
}

const ADAPTERS: Readonly<Record<AdapterName, string>> = { labels: 'Axis labels' };

const REASONS: Readonly<Record<UnreadableReason, string>> = {
  'no-chart': 'No chart was found on this page. If it is still loading, wait a moment.',
  'no-labels':
    'The chart shows no price labels. Turn its price axis on, or move the chart a little.',
  'too-few-labels': 'Too few price labels to be sure. Make the chart taller or zoom out.',
  'labels-do-not-fit': 'The price labels fit no linear or log axis. Move the chart a little.',
  'percent-axis': 'This chart’s axis is in percent: switch it to price, linear or logarithmic.',
  'price-outside-axis':
    'The market price is off this axis. Scroll back to it, or check the symbol.',
  'no-pane': 'The price axis was found, its main pane was not. Reload the page.',
};

/** Words for a report, or for a tab from which none came. */
export const describeTab = (report: TabReport | null): TabWords => {
  if (report === null)
    return {
      tone: 'off',
      title: 'No supported chart in this tab',
      detail: 'If this is a supported chart page, reload it once.',
    };
  switch (report.state) {
    case 'drawing':
      return {
        tone: 'good',
        title: 'Bands are on the chart',
        detail: [
          ADAPTERS[report.adapter],
          report.scaleKind,
          `${report.errorPx.toFixed(1)}\u202fpx`,
          `${report.labelCount} labels`,
        ].join(', '),
      };
    case 'off':
      return {
        tone: 'off',
        title: 'Bands are off on this site',
        detail: 'The chart is left alone until you switch them on.',
      };
    case 'hidden':
      return {
        tone: 'off',
        title: 'Bands are hidden in this tab',
        detail: 'Press Alt+L on the page to show them again.',
      };
    case 'waiting':
      return {
        tone: 'warn',
        title: 'Getting ready',
        detail: 'Bands appear once map and chart are read.',
      };
    case 'no-symbol':
      return {
        tone: 'warn',
        title: 'No symbol on this page',
        detail: 'Open a USD-margined perpetual, for example BTCUSDT.',
      };
    case 'unreadable':
      return { tone: 'warn', title: 'The chart cannot be read', detail: REASONS[report.reason] };
  }
};
