/**
 * Cuts a recorded five-minute candle into five one-minute candles that add up to it exactly: the
 * first opens at its open, the last closes at its close, the highest high and lowest low are its
 * own, volumes sum to its volume. What lies between is invented, the same way each time.
 */
import { drawNormal, type Random } from './seeded-random.ts';

const PARTS = 5;

/** Four prices in whole ticks and a volume in whole lots. */
export interface WholeCandle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Five candles, in order, that add up to `candle`. `random` picks one of the many possible cuts. */
export function splitCandle(candle: WholeCandle, random: Random): readonly WholeCandle[] {
  const [highPart, lowPart] = drawExtremeParts(candle, random);
  const borders = drawBorders(candle, highPart, lowPart, random);
  const parts = Array.from({ length: PARTS }, (_, part) => {
    const open = borders[part]!;
    const close = borders[part + 1]!;
    const bodyHigh = Math.max(open, close);
    const bodyLow = Math.min(open, close);
    const reach = (room: number) => Math.round(room * 0.3 * random() ** 3);
    return {
      open,
      close,
      high: part === highPart ? candle.high : bodyHigh + reach(candle.high - bodyHigh),
      low: part === lowPart ? candle.low : bodyLow - reach(bodyLow - candle.low),
    };
  });
  const weights = parts.map((part) => (part.high - part.low + 1) * (0.6 + 0.8 * random()));
  const volumes = shareOut(candle.volume, weights);
  return parts.map((part, index) => ({ ...part, volume: volumes[index]! }));
}

/** Which minute holds the high and which the low: as inside a minute, an up candle mostly dips first. */
function drawExtremeParts(candle: WholeCandle, random: Random): readonly [number, number] {
  const early = Math.floor(random() * 3);
  const late = Math.min(PARTS - 1, early + Math.floor(random() * 3.5));
  const dipsFirst = random() < (candle.close >= candle.open ? 0.75 : 0.25);
  return dipsFirst ? [late, early] : [early, late];
}

/** Prices at the six borders of the minutes: drawn towards the extremes, never beyond them. */
function drawBorders(
  candle: WholeCandle,
  highPart: number,
  lowPart: number,
  random: Random,
): readonly number[] {
  const stops = [
    { at: 0, price: candle.open },
    { at: highPart + 0.5, price: candle.high },
    { at: lowPart + 0.5, price: candle.low },
    { at: PARTS, price: candle.close },
  ].sort((one, other) => one.at - other.at);
  const range = candle.high - candle.low;
  return Array.from({ length: PARTS + 1 }, (_, border) => {
    if (border === 0) return candle.open;
    if (border === PARTS) return candle.close;
    const next = stops.findIndex((stop) => stop.at >= border);
    const from = stops[next - 1]!;
    const to = stops[next]!;
    const straight =
      from.price + ((to.price - from.price) * (border - from.at)) / (to.at - from.at);
    const shaken = Math.round(straight + range * 0.08 * drawNormal(random));
    return Math.min(candle.high, Math.max(candle.low, shaken));
  });
}

/** Whole shares of a whole `total` in proportion to the weights; the remainder goes to the last. */
export function shareOut(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  const shares = weights.map((weight) => Math.floor((total * weight) / sum));
  const given = shares.reduce((left, right) => left + right, 0);
  return shares.map((share, index) =>
    index === shares.length - 1 ? share + total - given : share,
  );
}
