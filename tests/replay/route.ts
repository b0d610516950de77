/** One path of an exchange. */
import type { ReplayMarket } from './replay-market.ts';
import type { Pool } from './weights.ts';

export interface RouteRequest {
  readonly market: ReplayMarket;
  readonly query: URLSearchParams;
  readonly nowMs: number;
}

export interface Route {
  readonly pool: Pool;
  /** It tells of this very moment; there is nothing to tell while nobody trades. */
  readonly isSnapshot?: true;
  /** It tells the exchange's time, which goes on whatever the market does. */
  readonly isClock?: true;
  /** Weight, or for the other pools the number of requests counted. */
  weight(query: URLSearchParams): number;
  /** What is answered. Throws ApiError where the exchange refuses. */
  answer(request: RouteRequest): unknown;
}
