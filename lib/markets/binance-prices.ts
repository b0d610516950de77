/** Binance's answers about the price of this moment: mark price with funding, and the list of symbols. */
import * as v from 'valibot';
import { decimal, name, parseRows, parseWith, positive, timeMs } from './answer-schema.ts';
import type { ListedSymbol, MarkPriceNow } from './market.ts';

const PremiumIndexSchema = v.object({
  time: timeMs,
  markPrice: positive,
  indexPrice: positive,
  lastFundingRate: decimal,
  nextFundingTime: timeMs,
});

/** The reading of a `premiumIndex` answer. */
export const parsePremiumIndex = (
  body: unknown,
  endpoint: string,
): Omit<MarkPriceNow, 'usedWeight1m'> => {
  const row = parseWith(PremiumIndexSchema, body, endpoint);
  return {
    timeMs: row.time,
    markPrice: row.markPrice,
    indexPrice: row.indexPrice,
    fundingRate: row.lastFundingRate,
    nextFundingTimeMs: row.nextFundingTime,
  };
};

const ExchangeInfoSchema = v.object({ symbols: v.array(v.unknown()) });
const ContractSchema = v.object({ contractType: v.string(), status: v.string() });
const PerpetualSchema = v.object({
  symbol: name,
  baseAsset: name,
  quoteAsset: name,
  underlyingType: v.optional(v.string()),
  filters: v.array(v.looseObject({ filterType: v.string(), tickSize: v.optional(positive) })),
});

const bySymbol = (a: ListedSymbol, b: ListedSymbol): number => (a.symbol < b.symbol ? -1 : 1);

/**
 * The perpetuals of an `exchangeInfo` answer that are traded. Contracts that expire are left out, and so
 * are perpetuals on stocks and commodities, which have a contract type of their own.
 */
export const parseExchangeInfo = (body: unknown, endpoint: string): ListedSymbol[] => {
  const { symbols } = parseWith(ExchangeInfoSchema, body, endpoint);
  const traded = symbols.filter((row, index) => {
    const { contractType, status } = parseWith(ContractSchema, row, `${endpoint}, row ${index}`);
    return contractType === 'PERPETUAL' && status === 'TRADING';
  });
  return parseRows(PerpetualSchema, traded, endpoint)
    .map((row) => ({
      symbol: row.symbol,
      base: row.baseAsset,
      quote: row.quoteAsset,
      tickSize: row.filters.find(({ filterType }) => filterType === 'PRICE_FILTER')?.tickSize ?? 0,
      underlyingType: row.underlyingType ?? null,
    }))
    .filter(({ tickSize }) => tickSize > 0)
    .sort(bySymbol);
};
