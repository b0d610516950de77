/** The exchange's clock: starts where it is told, runs at a chosen speed, can be pushed forward. */
export interface ReplayClock {
  nowMs(): number;
  /** Moves the exchange's time forward at once. */
  advance(ms: number): void;
  /** Replay milliseconds per real millisecond from now on; 0 stops the clock. */
  setSpeed(speed: number): void;
  speed(): number;
}

/** `monotonicMs` is the real, never-jumping time that drives the clock; tests pass their own. */
export function createClock(
  startMs: number,
  speed = 1,
  monotonicMs: () => number = () => performance.now(),
): ReplayClock {
  let baseMs = startMs;
  let baseRealMs = monotonicMs();
  let currentSpeed = speed;
  const exactNowMs = () => baseMs + (monotonicMs() - baseRealMs) * currentSpeed;
  const rebase = (nowMs: number) => {
    baseMs = nowMs;
    baseRealMs = monotonicMs();
  };
  return {
    nowMs: () => Math.floor(exactNowMs()),
    advance: (ms) => rebase(exactNowMs() + ms),
    setSpeed(nextSpeed) {
      rebase(exactNowMs());
      currentSpeed = nextSpeed;
    },
    speed: () => currentSpeed,
  };
}
