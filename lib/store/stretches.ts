/** Stretches of time, sorted and apart from each other. */

export interface Stretch {
  readonly fromMs: number;
  readonly throughMs: number;
}

/** The same moments as `stretches` in as few stretches as possible; empty ones are left out. */
export const mergeStretches = (stretches: readonly Stretch[]): Stretch[] => {
  const merged: Stretch[] = [];
  for (const next of stretches.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (!(next.throughMs > next.fromMs)) continue;
    const last = merged.at(-1);
    if (last && next.fromMs <= last.throughMs)
      merged[merged.length - 1] = {
        fromMs: last.fromMs,
        throughMs: Math.max(last.throughMs, next.throughMs),
      };
    else merged.push({ fromMs: next.fromMs, throughMs: next.throughMs });
  }
  return merged;
};

/** What of each stretch lies inside `fromMs` to `toMs`. */
export const clipStretches = (
  stretches: readonly Stretch[],
  fromMs: number,
  toMs: number,
): Stretch[] =>
  stretches
    .map((stretch) => ({
      fromMs: Math.max(stretch.fromMs, fromMs),
      throughMs: Math.min(stretch.throughMs, toMs),
    }))
    .filter((stretch) => stretch.throughMs > stretch.fromMs);

/** What of `stretches` is in none of `others`; both may be in any order. */
export const subtractStretches = (
  stretches: readonly Stretch[],
  others: readonly Stretch[],
): Stretch[] => {
  const cuts = mergeStretches(others);
  return mergeStretches(stretches).flatMap(({ fromMs, throughMs }) => {
    const left: Stretch[] = [];
    let from = fromMs;
    for (const cut of cuts) {
      if (cut.throughMs <= from || cut.fromMs >= throughMs) continue;
      if (cut.fromMs > from) left.push({ fromMs: from, throughMs: cut.fromMs });
      from = cut.throughMs;
    }
    if (from < throughMs) left.push({ fromMs: from, throughMs });
    return left;
  });
};
