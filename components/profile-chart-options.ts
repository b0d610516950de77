/**
 * The uPlot chart of liquidation value by price: prices to the right, longs on the left of the
 * current price, shorts on its right, as filled steps.
 */
import uPlot from 'uplot';
import { formatDistance, formatPrice, formatUsd } from '@/lib/insight/format.ts';
import type { ProfileView } from './popup-view.ts';

/** Colours and font as the style sheet has them now; a canvas cannot read custom properties. */
export interface ProfileStyle {
  readonly long: string;
  readonly short: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly font: string;
}

export const readProfileStyle = (element: Element): ProfileStyle => {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    long: token('--long'),
    short: token('--short'),
    text: token('--text'),
    faint: token('--text-muted'),
    line: token('--line'),
    font: `10px ${style.fontFamily}`,
  };
};

/** Edges of the steps, whose middles the profile gives: one more than there are steps. */
const edgesOf = (prices: Float64Array): Float64Array => {
  const [first = 0, second = first] = prices;
  const width = second - first;
  return Float64Array.from({ length: prices.length + 1 }, (_, n) => first + (n - 0.5) * width);
};

/** Where a side has nothing there is nothing to draw, not a line at zero. The last edge ends the last step. */
const drawn = (amounts: Float64Array): (number | null)[] =>
  [...amounts, amounts.at(-1) ?? 0].map((usd) => (usd > 0 ? usd : null));

export const profileData = ({ prices, longUsd, shortUsd }: ProfileView): uPlot.AlignedData => [
  edgesOf(prices),
  drawn(longUsd),
  drawn(shortUsd),
];

/** Index of the step that holds `price`. */
export const stepAt = ({ prices }: ProfileView, price: number): number => {
  const [first = 0, second = first + 1] = prices;
  const step = Math.round((price - first) / (second - first));
  return Math.min(prices.length - 1, Math.max(0, step));
};

const drawPriceLine = (plot: uPlot, price: number, color: string): void => {
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(price, 'x', true));
  const width = Math.max(1, Math.round(uPlot.pxRatio));
  ctx.save();
  ctx.fillStyle = color;
  ctx.fillRect(x - Math.floor(width / 2), bbox.top, width, bbox.height);
  ctx.restore();
};

/** Half the room of a label: one nearer to the edge would be cut off. */
const LABEL_HALF_PX = 20;

const tickLabels = (plot: uPlot, prices: readonly number[], step: number): string[] => {
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return prices.map((price) => {
    const x = plot.valToPos(price, 'x');
    return x < LABEL_HALF_PX || x > plot.width - LABEL_HALF_PX ? '' : format.format(price);
  });
};

/** What the tooltip says of the point under the cursor. */
export const describePoint = (profile: ProfileView, index: number): string => {
  const { price, prices, longUsd, shortUsd } = profile;
  const at = prices[index] ?? price;
  const [long = 0, short = 0] = [longUsd[index], shortUsd[index]];
  return [
    formatPrice(at),
    formatDistance(100 * (at / price - 1)),
    long >= short ? `${formatUsd(long)} longs` : `${formatUsd(short)} shorts`,
  ].join('\u2002');
};

const moveTooltip = (plot: uPlot, tooltip: HTMLElement, profile: ProfileView): void => {
  const { left = -1 } = plot.cursor;
  tooltip.hidden = left < 0;
  if (tooltip.hidden) return;
  tooltip.textContent = describePoint(profile, stepAt(profile, plot.posToVal(left, 'x')));
  const room = plot.width - tooltip.offsetWidth;
  tooltip.style.translate = `${Math.min(room, Math.max(0, left - tooltip.offsetWidth / 2))}px 0`;
};

const sideSeries = (color: string): uPlot.Series => ({
  stroke: color,
  fill: `color-mix(in srgb, ${color} 42%, transparent)`,
  width: 1,
  points: { show: false },
  ...(uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
});

interface ProfileChartParts {
  readonly profile: () => ProfileView;
  readonly style: ProfileStyle;
  readonly tooltip: HTMLElement;
  readonly width: number;
  readonly height: number;
}

export const profileChartOptions = (parts: ProfileChartParts): uPlot.Options => {
  const { profile, style, tooltip, width, height } = parts;
  return {
    width,
    height,
    padding: [2, 0, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: false, range: (_plot, min, max) => [min, max] },
      y: { range: (_p, _min, max) => [0, max > 0 ? max * 1.04 : 1] },
    },
    axes: [
      {
        size: 18,
        gap: 4,
        font: style.font,
        stroke: style.faint,
        grid: { stroke: style.line, width: 1 },
        ticks: { show: false },
        values: (plot, prices, _axis, _space, step) => tickLabels(plot, prices, step),
      },
      { show: false },
    ],
    series: [{}, sideSeries(style.long), sideSeries(style.short)],
    hooks: {
      draw: [(plot) => drawPriceLine(plot, profile().price, style.text)],
      setCursor: [(plot) => moveTooltip(plot, tooltip, profile())],
    },
  };
};
