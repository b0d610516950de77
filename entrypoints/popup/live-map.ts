/** The worker's answers as the popup shows them: what has not changed stays the same object. */
import type { MapAnswer } from '@/lib/messages.ts';
import { isSameMap, parseMapColumn } from '@/lib/map-column.ts';
import type { Column } from '@/lib/model/column.ts';

type ReadyMap = Extract<MapAnswer, { state: 'ready' }>;

export interface LiveMap {
  /** The last map that the worker answered with; null before the first. */
  readonly liveColumn: Column | null;
  /** The worker said that it follows the mark price. */
  readonly isLive: boolean;
  /** The machine's clock: since when the worker's maps have not been live; null while they are. */
  readonly quietSinceMs: number | null;
}

export const NO_LIVE_MAP: LiveMap = { liveColumn: null, isLive: false, quietSinceMs: null };

/** Reads the answers to one popup's questions, which arrive in turn. */
export const createLiveReader = () => {
  let last: { readonly answer: ReadyMap; readonly column: Column } | null = null;
  let quietSinceMs: number | null = null;

  const readColumn = ({ column: wire, symbol }: ReadyMap): Column => {
    if (!last || last.answer.symbol !== symbol || !isSameMap(last.answer.column, wire))
      return parseMapColumn(wire);
    const { timeMs, price } = wire;
    const isSame = last.column.timeMs === timeMs && last.column.price === price;
    return isSame ? last.column : { ...last.column, timeMs, price };
  };

  return (answer: ReadyMap, nowMs: number): LiveMap => {
    const column = readColumn(answer);
    if (answer.isLive) quietSinceMs = null;
    else if (quietSinceMs === null || last?.answer.symbol !== answer.symbol) quietSinceMs = nowMs;
    last = { answer, column };
    return { liveColumn: column, isLive: answer.isLive, quietSinceMs };
  };
};
