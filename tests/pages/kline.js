/** The page's chart drawn by KLineChart: candles above, volume in a pane of its own. */

const AXES = { linear: 'normal', log: 'logarithm', percent: 'percentage' };
const PANE = 'candle_pane';
const FAMILY = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const UP = '#2ebd85';
const DOWN = '#f6465d';
const THEMES = {
  dark: { background: '#181a20', text: '#848e9c', grid: '#22262e', border: '#2b3139' },
  light: { background: '#ffffff', text: '#707a8a', grid: '#f2f3f5', border: '#e6e8ea' },
};

const createStyles = (colours) => {
  const axis = {
    axisLine: { color: colours.border },
    tickLine: { color: colours.border },
    tickText: { color: colours.text, family: FAMILY },
  };
  const bar = {
    upColor: UP,
    downColor: DOWN,
    upBorderColor: UP,
    downBorderColor: DOWN,
    upWickColor: UP,
    downWickColor: DOWN,
  };
  return {
    grid: {
      horizontal: { color: colours.grid, style: 'solid' },
      vertical: { show: true, color: colours.grid, style: 'solid' },
    },
    candle: {
      bar,
      tooltip: { showRule: 'follow_cross' },
      priceMark: {
        high: { textFamily: FAMILY },
        low: { textFamily: FAMILY },
        last: { upColor: UP, downColor: DOWN, text: { family: FAMILY } },
      },
    },
    indicator: {
      bars: [{ upColor: `${UP}80`, downColor: `${DOWN}80`, noChangeColor: `${UP}80` }],
      lines: [{ show: false, color: 'transparent' }],
      tooltip: { showRule: 'none' },
      lastValueMark: { show: false },
    },
    xAxis: axis,
    yAxis: axis,
    separator: { color: colours.border },
    crosshair: { horizontal: { text: { family: FAMILY } }, vertical: { text: { family: FAMILY } } },
  };
};

const toBar = ({ timeMs, ...candle }) => ({ timestamp: timeMs, ...candle });

export const createChart = (container, { theme, interval }) => {
  const chart = container.ownerDocument.defaultView.klinecharts.init(container, {
    styles: createStyles(THEMES[theme]),
    layout: { basicParams: { yAxisPosition: 'right' } },
  });
  container.style.background = THEMES[theme].background;
  let candles = [];
  let deliver = null;
  chart.setDataLoader({
    getBars: ({ type, callback }) => callback(type === 'init' ? candles.map(toBar) : [], false),
    subscribeBar: ({ callback }) => (deliver = callback),
    unsubscribeBar: () => (deliver = null),
  });
  chart.setPeriod({ type: 'minute', span: Number.parseInt(interval, 10) });
  chart.createIndicator({ name: 'VOL', calcParams: [] }, false);
  chart.setOffsetRightDistance(50);
  chart.setBarSpace(6);
  chart.overrideYAxis({ paneId: PANE, gap: { top: 0.22, bottom: 0.2 } });
  const override = (change) => chart.overrideYAxis({ paneId: PANE, ...change });
  const convert = (point) => chart.convertToPixel(point, { paneId: PANE });
  new ResizeObserver(() => chart.resize()).observe(container);
  return {
    setCandles(next, decimals, symbol) {
      candles = next;
      chart.setSymbol({ ticker: symbol, pricePrecision: decimals, volumePrecision: 0 });
      chart.resetData();
    },
    updateCandle: (candle) => deliver?.(toBar(candle)),
    priceToY: (price) => convert({ value: price }).y ?? null,
    yToPrice: (y) => chart.convertFromPixel([{ y }], { paneId: PANE })[0]?.value ?? null,
    paneCanvas: () => chart.getDom(PANE, 'main').querySelector('canvas'),
    pan: (dxPx) => chart.scrollByDistance(dxPx),
    zoom: (factor) => chart.zoomAtCoordinate(factor),
    setScale: (kind) => override({ name: AXES[kind] }),
    setInverted: (isInverted) => override({ reverse: isInverted }),
  };
};
