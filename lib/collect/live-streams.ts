/** The exchanges' streams while somebody watches: one feed of each, told of nothing but the difference. */
import type { BookName, MarketId } from '../markets/book-key.ts';
import type { CreateFeed, FeedPorts, LiveEvent, LiveFeed } from '../markets/live-feed.ts';

export interface StreamPorts extends Pick<FeedPorts, 'createSocket' | 'startTimer'> {
  readonly feeds: Readonly<Record<MarketId, CreateFeed>>;
  readonly onEvent: (marketId: MarketId, event: LiveEvent) => void;
  /** The exchange's stream is not open now. */
  readonly onCut: (marketId: MarketId) => void;
}

interface Followed {
  readonly feed: LiveFeed;
  /** What the feed was last told to follow. */
  symbols: string;
}

/** The function that makes the streams follow these books and no others; a feed begins with its first. */
export const createLiveStreams = (ports: StreamPorts): ((names: readonly BookName[]) => void) => {
  const followed = new Map<MarketId, Followed>();

  const createFollowed = (marketId: MarketId): Followed => {
    const feed = ports.feeds[marketId]({
      createSocket: ports.createSocket,
      startTimer: ports.startTimer,
      onEvent: (event) => ports.onEvent(marketId, event),
      onState: ({ state }) => {
        if (state !== 'open') ports.onCut(marketId);
      },
    });
    return { feed, symbols: '' };
  };

  const followOn = (marketId: MarketId, symbols: readonly string[]): void => {
    const known = followed.get(marketId);
    if (!known && symbols.length === 0) return;
    const one = known ?? createFollowed(marketId);
    followed.set(marketId, one);
    if (one.symbols === symbols.join()) return;
    one.symbols = symbols.join();
    one.feed.follow(symbols);
  };

  return (names) => {
    for (const marketId of Object.keys(ports.feeds) as MarketId[]) {
      const own = names.filter((name) => name.marketId === marketId);
      followOn(marketId, own.map(({ symbol }) => symbol).toSorted());
    }
  };
};
