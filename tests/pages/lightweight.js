/** The page's chart drawn by lightweight-charts: candles above, volume in a pane of its own. */

const MODES = { linear: 0, log: 1, percent: 2 };
const UP = '#2ebd85';
const DOWN = '#f6465d';
const THEMES = {
  dark: { background: '#181a20', text: '#848e9c', grid: '#22262e', border: '#2b3139' },
  light: { background: '#ffffff', text: '#707a8a', grid: '#f2f3f5', border: '#e6e8ea' },
};

const withGroups = (decimals) => {
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (price) => format.format(price);
};

const createOptions = (colours) => ({
  autoSize: true,
  layout: {
    background: { color: colours.background },
    textColor: colours.text,
    fontSize: 12,
    panes: { separatorColor: colours.border },
  },
  grid: { vertLines: { color: colours.grid }, horzLines: { color: colours.grid } },
  rightPriceScale: { borderColor: colours.border, scaleMargins: { top: 0.22, bottom: 0.2 } },
  timeScale: {
    borderColor: colours.border,
    timeVisible: true,
    secondsVisible: false,
    rightOffset: 6,
    barSpacing: 5,
  },
  crosshair: { mode: 0 },
});

const toBar = ({ timeMs, open, high, low, close }) => ({
  time: timeMs / 1000,
  open,
  high,
  low,
  close,
});

const toVolumeBar = ({ timeMs, open, close, volume }) => ({
  time: timeMs / 1000,
  value: volume,
  color: `${close >= open ? UP : DOWN}80`,
});

export const createChart = (container, { theme }) => {
  const { LightweightCharts } = container.ownerDocument.defaultView;
  const chart = LightweightCharts.createChart(container, createOptions(THEMES[theme]));
  const series = chart.addSeries(LightweightCharts.CandlestickSeries, {
    upColor: UP,
    wickUpColor: UP,
    downColor: DOWN,
    wickDownColor: DOWN,
    borderVisible: false,
  });
  const volume = chart.addSeries(
    LightweightCharts.HistogramSeries,
    { priceFormat: { type: 'volume' }, priceLineVisible: false },
    1,
  );
  chart.panes()[0].setStretchFactor(4);
  chart.panes()[1].setStretchFactor(1);
  const scale = () => chart.priceScale('right', 0);
  const paneCanvas = () =>
    [...chart.panes()[0].getHTMLElement().querySelectorAll('canvas')].sort(
      (a, b) => b.clientWidth - a.clientWidth,
    )[0];
  return {
    setCandles(candles, decimals) {
      series.applyOptions({
        priceFormat: {
          type: 'custom',
          formatter: withGroups(decimals),
          minMove: 10 ** -decimals,
        },
      });
      series.setData(candles.map(toBar));
      volume.setData(candles.map(toVolumeBar));
      scale().setAutoScale(true);
      chart.timeScale().resetTimeScale();
    },
    updateCandle(candle) {
      series.update(toBar(candle));
      volume.update(toVolumeBar(candle));
    },
    priceToY: (price) => series.priceToCoordinate(price),
    yToPrice: (y) => series.coordinateToPrice(y),
    paneCanvas,
    pan(dxPx, dyPx) {
      const timeScale = chart.timeScale();
      timeScale.scrollToPosition(
        timeScale.scrollPosition() - dxPx / timeScale.options().barSpacing,
        false,
      );
      if (dyPx === 0) return;
      const { from, to } = scale().getVisibleRange();
      const edges = [from, to].map((price) =>
        series.coordinateToPrice(series.priceToCoordinate(price) - dyPx),
      );
      scale().setVisibleRange({ from: Math.min(...edges), to: Math.max(...edges) });
    },
    zoom(factor) {
      chart.timeScale().applyOptions({
        barSpacing: chart.timeScale().options().barSpacing * factor,
      });
    },
    setScale: (kind) => scale().applyOptions({ mode: MODES[kind], autoScale: true }),
    setInverted: (inverted) => scale().applyOptions({ invertScale: inverted }),
  };
};
