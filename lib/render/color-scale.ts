/**
 * The colours of density: violet where little would be force-closed, through orchid and amber, to
 * yellow where most would. Hue, lightness and opacity all rise with density, so that order is
 * readable by anyone, in print and through a candle.
 *
 * The path is laid out in OKLCH (B. Ottosson, "A perceptual color space for image processing",
 * 2020, bottosson.github.io/posts/oklab), where equal steps look equal. It keeps away from the pure
 * red and green of candles until it is light enough not to be taken for one.
 */

/** The background a chart is drawn on, as far as colours care. */
export type Theme = 'dark' | 'light';

/** 256 RGBA entries in a row; entry `i` is the colour of intensity `i / 255`. */
export type ColorScale = Uint8ClampedArray;

interface Stop {
  readonly at: number;
  readonly lightness: number;
  readonly chroma: number;
  readonly hueDegrees: number;
  readonly alpha: number;
}

/** On a dark chart light means much, so the end of the scale may glow. */
const DARK_STOPS: readonly Stop[] = [
  { at: 0, lightness: 0.42, chroma: 0.2, hueDegrees: 284, alpha: 0 },
  { at: 0.15, lightness: 0.46, chroma: 0.22, hueDegrees: 288, alpha: 0.14 },
  { at: 0.5, lightness: 0.58, chroma: 0.24, hueDegrees: 305, alpha: 0.32 },
  { at: 0.72, lightness: 0.7, chroma: 0.2, hueDegrees: 335, alpha: 0.44 },
  { at: 0.86, lightness: 0.83, chroma: 0.17, hueDegrees: 428, alpha: 0.54 },
  { at: 1, lightness: 0.94, chroma: 0.19, hueDegrees: 463, alpha: 0.66 },
];

/** On a light chart the same order, darker, because pale yellow on white is nothing at all. */
const LIGHT_STOPS: readonly Stop[] = [
  { at: 0, lightness: 0.42, chroma: 0.2, hueDegrees: 284, alpha: 0 },
  { at: 0.15, lightness: 0.47, chroma: 0.22, hueDegrees: 288, alpha: 0.1 },
  { at: 0.5, lightness: 0.56, chroma: 0.24, hueDegrees: 305, alpha: 0.28 },
  { at: 0.72, lightness: 0.66, chroma: 0.22, hueDegrees: 335, alpha: 0.44 },
  { at: 0.86, lightness: 0.77, chroma: 0.16, hueDegrees: 420, alpha: 0.54 },
  { at: 1, lightness: 0.86, chroma: 0.18, hueDegrees: 452, alpha: 0.68 },
];

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** The scale's path at `t` (0 to 1): straight lines between its stops. */
const readStops = (stops: readonly Stop[], t: number): Stop => {
  const next = Math.max(
    1,
    stops.findIndex((stop) => stop.at >= t),
  );
  const from = stops[next - 1] as Stop;
  const to = stops[next] as Stop;
  const share = (t - from.at) / (to.at - from.at);
  return {
    at: t,
    lightness: mix(from.lightness, to.lightness, share),
    chroma: mix(from.chroma, to.chroma, share),
    hueDegrees: mix(from.hueDegrees, to.hueDegrees, share),
    alpha: mix(from.alpha, to.alpha, share),
  };
};

/** OKLCH to linear sRGB; channels outside 0 to 1 are colours that a screen cannot show. */
const computeLinearRgb = (lightness: number, chroma: number, hueDegrees: number): number[] => {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
};

const isShowable = (rgb: number[]): boolean => rgb.every((c) => c >= -1e-4 && c <= 1 + 1e-4);

/** The same lightness and hue with as much of the chroma as a screen can show. */
const fitToScreen = ({ lightness, chroma, hueDegrees }: Stop): number[] => {
  let low = 0;
  let high = chroma;
  if (isShowable(computeLinearRgb(lightness, high, hueDegrees))) low = high;
  for (let i = 0; i < 20 && low < high; i++) {
    const middle = (low + high) / 2;
    if (isShowable(computeLinearRgb(lightness, middle, hueDegrees))) low = middle;
    else high = middle;
  }
  return computeLinearRgb(lightness, low, hueDegrees);
};

/** Linear light to the sRGB byte that a canvas takes (IEC 61966-2-1). */
const encodeByte = (linear: number): number => {
  const c = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
};

const createColorScale = (stops: readonly Stop[]): ColorScale => {
  const table = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const stop = readStops(stops, i / 255);
    table.set([...fitToScreen(stop).map(encodeByte), Math.round(stop.alpha * 255)], i * 4);
  }
  return table;
};

/** The scale for each background. Entry 0 is fully transparent. */
export const COLOR_SCALES: Readonly<Record<Theme, ColorScale>> = {
  dark: createColorScale(DARK_STOPS),
  light: createColorScale(LIGHT_STOPS),
};

/** The opaque CSS colour of an intensity (0 to 1), for faces that draw on their own background. */
export const cssColorOfIntensity = (scale: ColorScale, intensity: number): string => {
  const entry = Math.round(255 * Math.min(1, Math.max(0, intensity))) * 4;
  return `rgb(${scale[entry]} ${scale[entry + 1]} ${scale[entry + 2]})`;
};
