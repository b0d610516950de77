/** Candles of the exchange's public API, asked of the page's own host as exchange pages do. */

const PAGE_OF_CANDLES = 499;
const NEWEST_EVERY_MS = 10_000;
const TICK_EVERY_MS = 1_000;

const toCandle = ([openTimeMs, open, high, low, close, volume]) => ({
  timeMs: openTimeMs,
  open: Number(open),
  high: Number(high),
  low: Number(low),
  close: Number(close),
  volume: Number(volume),
});

const decimalsOf = (price) => (String(price).split('.')[1] ?? '').replace(/0+$/, '').length;

const readRows = async (symbol, interval, limit) => {
  const answer = await fetch(
    `/fapi/v1/klines?symbol=${symbol}&interval=${interval}&limit=${limit}`,
  );
  const rows = answer.ok ? await answer.json() : null;
  if (!Array.isArray(rows) || rows.length === 0) throw new Error(`No candles of ${symbol}`);
  return rows;
};

/** All candles that the chart starts with, and how many decimals prices of this symbol have. */
export const readCandles = async (symbol, interval) => {
  const rows = await readRows(symbol, interval, PAGE_OF_CANDLES);
  const decimals = Math.max(...rows.slice(-100).map((row) => decimalsOf(row[4])));
  return { candles: rows.map(toCandle), decimals };
};

/**
 * A tick each second: the close walks from what the exchange last said towards what it says now, so
 * that the axis moves as on a live page at the cost of one request in ten seconds. Returns the stop.
 */
export const followCandles = (symbol, interval, last, decimals, onCandle) => {
  let shown = { ...last };
  let newest = { ...last };
  const ask = async () => {
    const rows = await readRows(symbol, interval, 2).catch(() => []);
    for (const candle of rows.map(toCandle)) if (candle.timeMs >= newest.timeMs) newest = candle;
  };
  const tick = () => {
    if (newest.timeMs > shown.timeMs) shown = { ...newest, close: newest.open };
    const close = Number((shown.close + (newest.close - shown.close) * 0.3).toFixed(decimals));
    shown = {
      ...newest,
      close,
      high: Math.max(shown.high, newest.high, close),
      low: Math.min(shown.low, newest.low, close),
    };
    onCandle(shown);
  };
  const timers = [setInterval(ask, NEWEST_EVERY_MS), setInterval(tick, TICK_EVERY_MS)];
  return () => timers.forEach(clearInterval);
};
