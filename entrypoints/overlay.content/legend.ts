/**
 * The small legend on the chart: symbol, which side has more to lose, age of the data, a button that
 * hides it all. It lives in a closed shadow root and takes no pointer events but on its button, whose
 * events end there.
 */
import { nameExchanges } from '@/lib/insight/exchange-words.ts';
import { describeFreshness, isStillLive } from '@/lib/insight/freshness-words.ts';
import { describeImbalance, longPercentOf, type SidesUsd } from '@/lib/insight/imbalance-words.ts';
import type { MarketId } from '@/lib/markets/book-key.ts';
import { MINUTE_MS } from '@/lib/model/time.ts';
import { SIDE_COLORS } from '@/lib/render/side-colors.ts';
import { setStyles } from './inline-style.ts';

/** The data comes each minute; two polls may be missed before the age becomes a warning. */
const STALE_AFTER_MS = 3 * MINUTE_MS;
const WIDTH_PX = 208;
const FONT = '11px/15px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** What is done with the pointer or keys on the button is ours, not the page's. */
const KEPT_EVENTS =
  'pointerdown pointerup mousedown mouseup click dblclick contextmenu touchstart touchend keydown keyup keypress'.split(
    ' ',
  );

export interface LegendView {
  readonly symbol: string;
  readonly sides: SidesUsd;
  readonly withinPercent: number;
  readonly ageMs: number;
  /** The map follows the mark price. */
  readonly isLive: boolean;
  /** Exchanges whose positions are in the map. */
  readonly exchanges: readonly MarketId[];
}

export interface Legend {
  readonly element: HTMLElement;
  readonly show: (view: LegendView) => void;
}

type Styles = Readonly<Record<string, string | number>>;

const createPart = <Tag extends keyof HTMLElementTagNameMap>(
  owner: Document,
  tag: Tag,
  styles: Styles,
): HTMLElementTagNameMap[Tag] => {
  const part = owner.createElement(tag);
  setStyles(part, styles);
  return part;
};

/** Text that is there already is left alone: setting it again would be a repaint of the page. */
const setText = (part: HTMLElement, text: string): void => {
  if (part.textContent !== text) part.textContent = text;
};

const createHideButton = (owner: Document, onHide: () => void): HTMLButtonElement => {
  const button = createPart(owner, 'button', {
    all: 'initial',
    'pointer-events': 'auto',
    cursor: 'pointer',
    'box-sizing': 'border-box',
    width: '18px',
    height: '18px',
    margin: '-3px -5px -3px 2px',
    'border-radius': '4px',
    font: '14px/18px system-ui, sans-serif',
    'text-align': 'center',
    color: '#9aa3b5',
  });
  button.type = 'button';
  button.textContent = '×';
  button.title = 'Hide the bands in this tab (Alt+L)';
  button.setAttribute('aria-label', button.title);
  const setLit = (lit: boolean): void =>
    setStyles(button, {
      color: lit ? '#fff' : '#9aa3b5',
      background: lit ? 'rgb(255 255 255 / .14)' : 'none',
    });
  for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => setLit(true));
  for (const type of ['pointerleave', 'blur']) button.addEventListener(type, () => setLit(false));
  button.addEventListener('click', (event) => {
    if (event.isTrusted) onHide();
  });
  return button;
};

const createRow = (owner: Document): HTMLElement =>
  createPart(owner, 'div', { display: 'flex', 'align-items': 'baseline', 'white-space': 'nowrap' });

const createHost = (owner: Document): HTMLElement => {
  const host = createPart(owner, 'div', {
    all: 'initial',
    position: 'absolute',
    'pointer-events': 'none',
    'user-select': 'none',
  });
  host.setAttribute('data-liquidation-lens', 'legend');
  for (const type of KEPT_EVENTS) host.addEventListener(type, (event) => event.stopPropagation());
  return host;
};

const createPanel = (owner: Document): HTMLElement =>
  createPart(owner, 'div', {
    'box-sizing': 'border-box',
    width: 'max-content',
    'min-width': `${WIDTH_PX}px`,
    padding: '7px 10px 8px',
    'white-space': 'nowrap',
    'border-radius': '8px',
    font: FONT,
    color: '#e8ebf2',
    background: 'rgb(17 20 30 / .9)',
    'box-shadow': '0 0 0 1px rgb(255 255 255 / .08), 0 2px 10px rgb(0 0 0 / .25)',
  });

/** Creates the legend in the document that owns the chart; it is not in the tree yet. */
export const createLegend = (owner: Document, onHide: () => void): Legend => {
  const element = createHost(owner);
  const panel = createPanel(owner);

  const head = createRow(owner);
  const symbol = createPart(owner, 'span', { 'font-weight': 600, 'letter-spacing': '.02em' });
  const age = createPart(owner, 'span', { color: '#9aa3b5' });
  const exchange = createPart(owner, 'span', { margin: '0 10px 0 6px', color: '#9aa3b5' });
  const dot = createPart(owner, 'span', {
    flex: 'none',
    width: '6px',
    height: '6px',
    margin: '0 5px 1px auto',
    'border-radius': '3px',
    background: '#4ade80',
  });
  head.append(symbol, exchange, dot, age, createHideButton(owner, onHide));

  const bar = createPart(owner, 'div', {
    display: 'flex',
    gap: '2px',
    height: '5px',
    margin: '5px 0 4px',
  });
  const longs = createPart(owner, 'div', {
    'border-radius': '2px',
    background: SIDE_COLORS.long,
  });
  const shorts = createPart(owner, 'div', {
    'border-radius': '2px',
    flex: '1 1 0',
    background: SIDE_COLORS.short,
  });
  bar.append(longs, shorts);

  const headline = createPart(owner, 'div', {});
  const detail = createPart(owner, 'div', { color: '#9aa3b5' });
  panel.append(head, bar, headline, detail);
  element.attachShadow({ mode: 'closed' }).append(panel);

  const show = (view: LegendView): void => {
    const { sides, ageMs } = view;
    const words = describeImbalance(sides, view.withinPercent);
    const longPercent = longPercentOf(sides);
    setText(symbol, view.symbol);
    setText(exchange, nameExchanges(view.exchanges) ?? '');
    setText(age, describeFreshness(view));
    setStyles(dot, { visibility: isStillLive(view) ? 'visible' : 'hidden' });
    setStyles(age, { color: ageMs > STALE_AFTER_MS ? '#fbbf24' : '#9aa3b5' });
    setStyles(bar, { visibility: longPercent === null ? 'hidden' : 'visible' });
    setStyles(longs, { flex: `0 0 ${longPercent ?? 0}%` });
    setText(headline, words.headline);
    setText(detail, `${words.detail} (est.)`);
  };

  return { element, show };
};
