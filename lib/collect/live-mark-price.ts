/** The mark price by question, for a watched book whose stream does not tell it. */
import { MarketError } from '../markets/market-error.ts';
import type { Market, MarkPriceNow } from '../markets/market.ts';
import { closeExchange, readClosure } from '../store/exchange-facts.ts';
import type { Database } from '../store/schema.ts';
import { PutOff, spend } from './allowance.ts';

interface MarkPricePorts {
  readonly db: Database;
  readonly market: Market;
  /** The machine's clock. */
  readonly now: () => number;
}

/** Whatever is wrong, the polls will meet with it too and tell; only a wait must be kept by all at once. */
const noteWait = async ({ db, market, now }: MarkPricePorts, error: MarketError): Promise<void> => {
  const { kind, message: detail, retryAfterMs } = error;
  if (retryAfterMs === null) return;
  const setAtMs = now();
  await closeExchange(db, market.id, { setAtMs, untilMs: setAtMs + retryAfterMs, kind, detail });
};

/** The mark price now; null where the exchange may not be asked, or failed. */
export const askMarkPrice = async (
  ports: MarkPricePorts,
  symbol: string,
): Promise<MarkPriceNow | null> => {
  const { db, market, now } = ports;
  if (await readClosure(db, market.id, now())) return null;
  try {
    await spend(ports, { pool: 'weight', amount: market.weights.markPrice });
    return await market.markPrice(symbol);
  } catch (error) {
    if (error instanceof PutOff) return null;
    if (!(error instanceof MarketError)) throw error;
    await noteWait(ports, error);
    return null;
  }
};
