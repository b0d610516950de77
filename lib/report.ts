/**
 * The one place that unexpected errors go to. A console line is all that leaves this function; what
 * the user can act on is a status row instead (see store/status.ts).
 */

/** Reports an error nobody expected; `when` says what was being done ("polling BTCUSDT"). */
export const report = (error: unknown, when: string): void => {
  console.error(`Liquidation Lens: ${when}:`, error);
};
