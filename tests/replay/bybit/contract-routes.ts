/** What Bybit trades and at which leverage. */
import type { Bracket } from '../../../lib/model/market-data.ts';
import type { Route } from '../route.ts';
import type { SymbolSpec } from '../symbols.ts';
import { invalidParameter } from './errors.ts';
import { checkCategory, readBybitLimit, readBybitSymbol } from './query.ts';

/** The leverage brackets of a symbol, in rising order. */
export type RiskTiers = (symbol: string) => readonly Bracket[];

const REQUEST = { pool: 'requests', weight: () => 1 } as const;
const CONTRACTS = 500;
const MOST_CONTRACTS = 1000;
/** So many symbols make a page of risk limits, whatever was asked for. */
const RISK_SYMBOLS = 15;
const LAUNCH_MS = Date.UTC(2020, 2, 30);
const FUNDING_MINUTES = 480;

const smallest = (decimals: number) => (1 / 10 ** decimals).toFixed(decimals);

const describeContract = (spec: SymbolSpec, tiers: RiskTiers) => ({
  symbol: spec.symbol,
  contractType: 'LinearPerpetual',
  status: 'Trading',
  baseCoin: spec.baseAsset,
  quoteCoin: 'USDT',
  symbolType: '',
  launchTime: String(LAUNCH_MS),
  deliveryTime: '0',
  deliveryFeeRate: '',
  priceScale: String(spec.priceDecimals),
  leverageFilter: {
    minLeverage: '1',
    maxLeverage: tiers(spec.symbol)[0]!.maxLeverage.toFixed(2),
    leverageStep: '0.01',
  },
  priceFilter: {
    minPrice: smallest(spec.priceDecimals),
    maxPrice: '1999999.8',
    tickSize: smallest(spec.priceDecimals),
  },
  lotSizeFilter: {
    maxOrderQty: '1190.000',
    minOrderQty: smallest(spec.quantityDecimals),
    qtyStep: smallest(spec.quantityDecimals),
    minNotionalValue: '5',
  },
  unifiedMarginTrade: true,
  fundingInterval: FUNDING_MINUTES,
  settleCoin: 'USDT',
  copyTrading: 'both',
  upperFundingRate: '0.00375',
  lowerFundingRate: '-0.00375',
  isPreListing: false,
  preListingInfo: null,
});

/** A quarterly contract: what a list of contracts holds beside perpetuals. */
const QUARTERLY = { symbol: 'BTC-25DEC26', contractType: 'LinearFutures' };

/** One page of a list and the cursor to the next; cursors come encoded for a URL. */
function takePage<Item>(items: readonly Item[], cursor: string | null, limit: number) {
  const plain = cursor ? decodeURIComponent(cursor) : 'page=0';
  const match = /^page=(\d+)$/.exec(plain);
  if (!match) throw invalidParameter('cursor');
  const from = Number(match[1]);
  const next = from + limit;
  return {
    page: items.slice(from, next),
    nextPageCursor: next < items.length ? encodeURIComponent(`page=${next}`) : '',
  };
}

export const createInstrumentsRoute = (tiers: RiskTiers): Route => ({
  ...REQUEST,
  answer(request) {
    checkCategory(request);
    const { market, query } = request;
    const describe = (spec: SymbolSpec) => describeContract(spec, tiers);
    const list = query.has('symbol')
      ? [describe(readBybitSymbol(request))]
      : [...market.symbols.map(describe), { ...describe(market.symbols[0]!), ...QUARTERLY }];
    const limit = readBybitLimit(request, CONTRACTS, MOST_CONTRACTS);
    const { page, nextPageCursor } = takePage(list, query.get('cursor'), limit);
    return { category: 'linear', list: page, nextPageCursor };
  },
});

const describeTier = (symbol: string, tier: Bracket, index: number) => ({
  id: index + 1,
  symbol,
  riskLimitValue: String(tier.capUsd),
  maintenanceMargin: String(tier.maintenanceMarginRate),
  initialMargin: String(1 / tier.maxLeverage),
  isLowestRisk: index === 0 ? 1 : 0,
  maxLeverage: tier.maxLeverage.toFixed(2),
  mmDeduction: index === 0 ? '' : String(tier.maintenanceAmountUsd),
});

export const createRiskLimitRoute = (tiers: RiskTiers): Route => ({
  ...REQUEST,
  answer(request) {
    checkCategory(request);
    const { market, query } = request;
    const specs = query.has('symbol') ? [readBybitSymbol(request)] : market.symbols;
    const { page, nextPageCursor } = takePage(specs, query.get('cursor'), RISK_SYMBOLS);
    const list = page.flatMap(({ symbol }) =>
      tiers(symbol).map((tier, index) => describeTier(symbol, tier, index)),
    );
    return { category: 'linear', list, nextPageCursor };
  },
});
