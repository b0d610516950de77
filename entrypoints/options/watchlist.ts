/** What a user types to be watched, as a symbol of the exchange or as words of why it is none. */
import { isSymbol } from '@/lib/collect/followed.ts';
import { MOST_WATCHED } from '@/lib/settings.ts';

export type Addition =
  | { readonly symbol: string; readonly problem: null }
  | { readonly symbol: null; readonly problem: string };

const refuse = (problem: string): Addition => ({ symbol: null, problem });

/** "btc/usdt", "BTC-USDT.P" and "BTC" are all BTCUSDT, where that is listed. */
const candidatesOf = (text: string): string[] => {
  const bare = text
    .trim()
    .toUpperCase()
    .replace(/\.P$/, '')
    .replace(/[\s/\-:]/g, '');
  return [bare, `${bare}USDT`, `${bare}USDC`];
};

/** `listed` is empty while no exchange has told its list: then any name that could be one is taken. */
export const computeAddition = (
  text: string,
  watchlist: readonly string[],
  listed: readonly string[],
): Addition => {
  const [bare = '', ...others] = candidatesOf(text);
  if (bare === '') return refuse('Type the name of a perpetual, such as ETHUSDT.');
  if (!isSymbol(bare)) return refuse(`“${text.trim()}” is no name of a perpetual.`);
  const symbol =
    listed.length === 0 ? bare : [bare, ...others].find((name) => listed.includes(name));
  if (symbol === undefined)
    return refuse(
      `“${bare}” is not traded as a perpetual on the exchanges known here. Names look like ETHUSDT.`,
    );
  if (watchlist.includes(symbol)) return refuse(`${symbol} is in the list already.`);
  if (watchlist.length >= MOST_WATCHED)
    return refuse(`${MOST_WATCHED} symbols are the most. Remove one first.`);
  return { symbol, problem: null };
};
