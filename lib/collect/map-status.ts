/** One status to say how a map of several books is: whose data it shows, and what is wrong with any. */
import { parseBookKey, type MarketId } from '../markets/book-key.ts';
import { computeCounted, type MapPart, type NewestMap } from '../store/newest-map.ts';
import type { SymbolStatus } from '../store/status.ts';

export interface MapStatus {
  /** Of the first book in the sum, with the fault that is to be told; undefined before the first poll. */
  readonly status: SymbolStatus | undefined;
  /** Whose fault that is. */
  readonly faultOf: MarketId | undefined;
  /** Exchanges whose books are in the sum; before there is one, those that it will be made of. */
  readonly exchanges: readonly MarketId[];
}

const marketOf = ({ bookKey }: MapPart): MarketId | undefined => parseBookKey(bookKey)?.marketId;

/** The first fault that stands in the way; a rebuilt store is news only where nothing does. */
const findFaulty = (parts: readonly MapPart[]): MapPart | undefined =>
  parts.find(({ status }) => status?.fault && status.fault.kind !== 'store-rebuilt') ??
  parts.find(({ status }) => status?.fault);

/** The status of a map as it is stored. */
export const computeMapStatus = ({ parts }: NewestMap): MapStatus => {
  const counted = computeCounted(parts);
  const faulty = findFaulty(parts);
  const status = (counted[0] ?? faulty ?? parts[0])?.status;
  return {
    status: status && { ...status, fault: faulty?.status?.fault ?? null },
    faultOf: faulty && marketOf(faulty),
    exchanges: (counted.length > 0 ? counted : parts).flatMap((part) => marketOf(part) ?? []),
  };
};
