/**
 * A plain exchange page around one chart. Symbol from the path, options from the query:
 * engine=lightweight|kline, scale=linear|log|percent, inverted=1, live=0, interval=1m|5m, theme=dark|light,
 * frame=blob|write (the chart in a frame, its engine too).
 * `window.chartTruth` gives the engine's own answers, against which the extension is measured.
 */
import { followCandles, readCandles } from './candles.js';
import { openHost } from './frame.js';

const ENGINES = {
  lightweight: { library: '/vendor/lightweight-charts.js', adapter: './lightweight.js' },
  kline: { library: '/vendor/klinecharts.js', adapter: './kline.js' },
};
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'DOGEUSDT'];
const RETRY_MS = 2_000;

const query = new URLSearchParams(location.search);
const oneOf = (name, allowed) => (allowed.includes(query.get(name)) ? query.get(name) : allowed[0]);
const options = {
  engine: oneOf('engine', Object.keys(ENGINES)),
  scale: oneOf('scale', ['linear', 'log', 'percent']),
  interval: oneOf('interval', ['5m', '1m']),
  theme: oneOf('theme', ['dark', 'light']),
  frame: oneOf('frame', ['none', 'blob', 'write']),
  inverted: query.get('inverted') === '1',
  live: query.get('live') !== '0',
};
const byId = (id) => document.getElementById(id);
const symbolOfPath = () => /\/futures\/(\w+)/.exec(location.pathname)?.[1] ?? SYMBOLS[0];

let chart = null;
let symbol = symbolOfPath();
let candles = [];
let stopFollowing = () => {};

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

const loadScript = (source, owner) =>
  new Promise((resolve, reject) => {
    const src = new URL(source, location.href).href;
    const script = Object.assign(owner.createElement('script'), { src });
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${source} did not load`));
    owner.head.append(script);
  });

const createElement = (tag, text, attributes = {}) => {
  const element = Object.assign(document.createElement(tag), { textContent: text });
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

const asAmount = (value) =>
  new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 }).format(value);

const showStats = (format) => {
  const last = candles.at(-1);
  const day = candles.filter((candle) => candle.timeMs > last.timeMs - 86_400_000);
  const hours = Math.round((last.timeMs - day[0].timeMs) / 3_600_000);
  const change = (last.close / day[0].open - 1) * 100;
  const turnover = day.reduce((sum, candle) => sum + candle.volume * candle.close, 0);
  const rows = [
    [`${hours}h Change`, `${change >= 0 ? '+' : ''}${change.toFixed(2)} %`, change >= 0],
    [`${hours}h High`, format(Math.max(...day.map((candle) => candle.high)))],
    [`${hours}h Low`, format(Math.min(...day.map((candle) => candle.low)))],
    [`${hours}h Turnover`, `${asAmount(turnover)} USDT`],
  ];
  const items = rows.map(([name, value, isUp]) => {
    const item = document.createElement('div');
    const colour = isUp === undefined ? {} : { class: isUp ? 'up' : 'down' };
    item.append(createElement('dt', name), createElement('dd', value, colour));
    return item;
  });
  byId('stats').replaceChildren(...items);
};

const showLast = (decimals) => {
  const format = (price) =>
    price.toLocaleString('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  const { open, high, low, close } = candles.at(-1);
  const price = byId('last-price');
  price.textContent = format(close);
  price.className = `last-price ${close >= open ? 'up' : 'down'}`;
  byId('candle').textContent =
    `O ${format(open)}   H ${format(high)}   L ${format(low)}   C ${format(close)}`;
  document.title = `${format(close)} | ${symbol} | Futures`;
  showStats(format);
};

const showLinks = () => {
  const link = (text, href, isCurrent) =>
    createElement('a', text, { href, ...(isCurrent ? { 'aria-current': 'page' } : {}) });
  byId('symbol').textContent = symbol;
  const names = SYMBOLS.includes(symbol) ? SYMBOLS : [symbol, ...SYMBOLS];
  byId('symbols').replaceChildren(
    ...names.map((name) => {
      const anchor = link(name, pathOf(name), name === symbol);
      anchor.onclick = (event) => {
        event.preventDefault();
        void switchSymbol(name);
      };
      return anchor;
    }),
  );
  byId('intervals').replaceChildren(
    ...['1m', '5m'].map((interval) => {
      const next = new URLSearchParams(location.search);
      next.set('interval', interval);
      return link(interval, `${location.pathname}?${next}`, interval === options.interval);
    }),
  );
};

const showToggles = () => {
  const toggle = (text, isOn, onClick) => {
    const button = createElement('button', text, { type: 'button', 'aria-pressed': String(isOn) });
    button.onclick = onClick;
    return button;
  };
  byId('toggles').replaceChildren(
    toggle('Log', options.scale === 'log', () =>
      truth.setScale(options.scale === 'log' ? 'linear' : 'log'),
    ),
    toggle('Inverted', options.inverted, () => truth.setInverted(!options.inverted)),
  );
};

const showNotice = (text) => {
  byId('notice').textContent = text;
  byId('notice').hidden = text === '';
};

const pathOf = (name) =>
  `${location.pathname.replace(/\/futures\/\w+/, `/futures/${name}`)}${location.search}`;

/** Shows the candles of `symbol`; a newer call wins over one that still waits for its answer. */
const showSymbol = async () => {
  const wanted = symbol;
  stopFollowing();
  showLinks();
  let answer = null;
  while (answer === null) {
    answer = await readCandles(wanted, options.interval).catch(() => null);
    if (symbol !== wanted) return;
    showNotice(answer === null ? `No candles of ${wanted} from the exchange yet` : '');
    if (answer === null) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  const { decimals } = answer;
  candles = answer.candles;
  chart.setCandles(candles, decimals, wanted);
  showLast(decimals);
  if (options.live) stopFollowing = follow(wanted, decimals);
  await nextFrame();
  await nextFrame();
};

const follow = (name, decimals) =>
  followCandles(name, options.interval, candles.at(-1), decimals, (candle) => {
    const isSameCandle = candle.timeMs === candles.at(-1).timeMs;
    candles = [...(isSameCandle ? candles.slice(0, -1) : candles), candle];
    chart.updateCandle(candle);
    showLast(decimals);
  });

const switchSymbol = async (name) => {
  if (name === symbol) return;
  symbol = name;
  history.pushState(null, '', pathOf(name));
  await showSymbol();
};

const start = async () => {
  document.documentElement.dataset.theme = options.theme;
  showToggles();
  const engine = ENGINES[options.engine];
  const host = await openHost(byId('chart'), options.frame);
  const [{ createChart }] = await Promise.all([
    import(engine.adapter),
    loadScript(engine.library, host.ownerDocument),
  ]);
  chart = createChart(host, options);
  if (options.scale !== 'linear') chart.setScale(options.scale);
  if (options.inverted) chart.setInverted(true);
  await showSymbol();
};

const truth = {
  engine: options.engine,
  symbol: () => symbol,
  priceToY: (price) => chart?.priceToY(price) ?? null,
  paneRect: () => chart?.paneCanvas().getBoundingClientRect().toJSON() ?? null,
  visiblePrices() {
    const bottom = chart.paneCanvas().clientHeight - 1;
    const edges = [chart.yToPrice(bottom), chart.yToPrice(0)];
    return { low: Math.min(...edges), high: Math.max(...edges) };
  },
  lastPrice: () => candles.at(-1)?.close ?? null,
  pan: (dx, dy = 0) => chart.pan(dx, dy),
  zoom: (factor) => chart.zoom(factor),
  setScale(kind) {
    options.scale = kind;
    chart.setScale(kind);
    showToggles();
  },
  setInverted(isInverted) {
    options.inverted = isInverted;
    chart.setInverted(isInverted);
    showToggles();
  },
  switchSymbol,
  ready: null,
};
window.chartTruth = truth;
window.addEventListener('popstate', () => {
  symbol = symbolOfPath();
  void showSymbol();
});
truth.ready = start();
