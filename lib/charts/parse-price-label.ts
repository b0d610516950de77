/**
 * The text of an axis label to a price. Exchanges write 63,000.0 or 63 000,0 or 63’000.0, "$1.2K",
 * "1.5万", "0.0₅123" (five zeros after the point) and "0.0{5}123" for the same.
 */

/** Which sign divides whole and fraction. "63.000" is 63 with a point and 63000 with a comma. */
export type DecimalMark = '.' | ',';

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  K: 1e3,
  M: 1e6,
  B: 1e9,
  T: 1e12,
  万: 1e4,
  萬: 1e4,
  亿: 1e8,
  億: 1e8,
};
/** Beyond this no price is; it also keeps sums of squares finite. */
const MAX_PRICE = 1e15;

const INVISIBLE = /[\u200e\u200f\u061c\ufeff]/g;
const MINUS = /^[\u2212\u2013\uff0d-]/;
const CURRENCY_BEFORE = /^(?:[A-Z]{0,3}\p{Sc}|USD[TC]?)\s?/u;
const CURRENCY_AFTER = /\s?(?:\p{Sc}|F?DUSD|USD[TC]?)$/u;
const UNIT_AFTER = /\s?([kKMBT万萬亿億])$/u;
const FOLDED_ZEROS = /^0([.,])0(?:([₀-₉]{1,2})|\{(\d{1,2})\})(\d+)$/u;

/** Groups of three; the pattern of India, 1,23,456, passes too. */
const groupedBy = (separator: string): string =>
  `\\d{1,3}(?:${separator}\\d{2,3})*${separator}\\d{3}|\\d+`;
const GROUP_SIGNS = ["['’]", '[\\s\\u00a0\\u2009\\u202f]'];
const patternOf = (mark: DecimalMark): RegExp => {
  const groups = [mark === '.' ? ',' : '\\.', ...GROUP_SIGNS].map(groupedBy).join('|');
  return new RegExp(`^(${groups})(?:\\${mark}(\\d+))?(?:[eE]([+-]?\\d{1,2}))?$`);
};
const PLAIN: Readonly<Record<DecimalMark, RegExp>> = { '.': patternOf('.'), ',': patternOf(',') };

const unfoldZeros = (text: string): string =>
  text.replace(FOLDED_ZEROS, (_, mark: string, subscript = '', braced = '', digits: string) => {
    const count = [...(subscript as string)].map((sign) => SUBSCRIPTS.indexOf(sign)).join('');
    return `0${mark}${'0'.repeat(Number(count || braced))}${digits}`;
  });

const parseMagnitude = (text: string, mark: DecimalMark): number | null => {
  const unit = UNIT_AFTER.exec(text)?.[1] ?? '';
  const body = unfoldZeros(text.replace(UNIT_AFTER, ''));
  const match = PLAIN[mark].exec(body);
  if (match === null) return null;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = Number(`${whole.replace(/\D/g, '')}.${fraction}e${exponent}`);
  const value = digits * (UNITS[unit.toUpperCase()] ?? 1);
  return value <= MAX_PRICE ? value : null;
};

/**
 * A label to its price, or null where it is something else: a time, a date, a name, a share in percent
 * (a distance from a price that the axis does not tell).
 */
export const parsePriceLabel = (text: string, mark: DecimalMark): number | null => {
  const trimmed = text.replace(INVISIBLE, '').trim();
  const unsigned = trimmed.replace(MINUS, '');
  const body = unsigned.replace(CURRENCY_BEFORE, '').replace(CURRENCY_AFTER, '');
  const afterCurrency = body.replace(MINUS, '');
  const value = parseMagnitude(afterCurrency, mark);
  if (value === null) return null;
  return unsigned === trimmed && afterCurrency === body ? value : -value;
};
