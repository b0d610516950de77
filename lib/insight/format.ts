/**
 * Numbers as the faces write them. Between a number and its unit stands a narrow no-break space, so
 * that "$1.2 M" never breaks over two lines; a minus is the real one, as wide as the plus.
 */
const NARROW_SPACE = '\u202f';
const MINUS = '\u2212';

const UNITS: readonly (readonly [size: number, name: string])[] = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
];

/** US dollars in three significant digits: "$1.84 B", "$12.4 M", "$840". */
export const formatUsd = (amountUsd: number): string => {
  const rounded = Number(Math.abs(amountUsd).toPrecision(3));
  const sign = amountUsd < 0 ? MINUS : '';
  const unit = UNITS.find(([size]) => rounded >= size);
  if (!unit) return `${sign}$${Math.round(rounded)}`;
  return `${sign}$${Number((rounded / unit[0]).toPrecision(3))}${NARROW_SPACE}${unit[1]}`;
};

const priceDecimals = (price: number): number => {
  if (price >= 10_000) return 1;
  if (price >= 100) return 2;
  if (price >= 1) return 4;
  if (price <= 0) return 2;
  return Math.min(12, Math.ceil(-Math.log10(price)) + 3);
};

/** A price with thousands separated and as many decimals as its size asks for: "67,234.5", "0.1234". */
export const formatPrice = (price: number): string => {
  const digits = priceDecimals(price);
  return price.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
};

/** A signed distance in percent: "+0.83 %", "−12.5 %". */
export const formatDistance = (percent: number): string => {
  const size = Math.abs(percent);
  const digits = size.toFixed(2).length > 4 ? size.toFixed(1) : size.toFixed(2);
  const sign = Number(digits) === 0 ? '' : percent < 0 ? MINUS : '+';
  return `${sign}${digits}${NARROW_SPACE}%`;
};

/** A plain percentage without decimals: "62 %". */
export const formatPercent = (percent: number): string => `${Math.round(percent)}${NARROW_SPACE}%`;

/** The range within which something is counted: "±5 %". */
export const formatWithin = (percent: number): string => `±${formatPercent(percent)}`;

/** How long something lasts or lasted, in its largest unit: "12 s", "3 min", "5 h", "3 d". */
export const formatDuration = (durationMs: number): string => {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const [amount, unit] =
    seconds < 60
      ? [seconds, 's']
      : seconds < 3600
        ? [seconds / 60, 'min']
        : seconds < 48 * 3600
          ? [seconds / 3600, 'h']
          : [seconds / 86_400, 'd'];
  return `${Math.floor(amount)}${NARROW_SPACE}${unit}`;
};

/** Time of day, "12:04", in the reader's time zone or the one given. */
export const formatClock = (timeMs: number, timeZone?: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone ? { timeZone } : {}),
  }).format(timeMs);
