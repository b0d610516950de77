/** Listens to `fillText` through a proxy of the native function: name, length and source look as before. */

export interface TextTap {
  /** Puts the listening function in place, unless the page has put one of its own there. */
  take(): void;
  /** Puts the native function back, if ours is still in place. */
  giveBack(): void;
}

export const tapFillText = (
  prototype: CanvasRenderingContext2D,
  onText: (context: CanvasRenderingContext2D, args: readonly unknown[]) => void,
): TextTap => {
  const native = prototype.fillText;
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const tapped = new Proxy(native, {
    apply(target, context: CanvasRenderingContext2D, args: unknown[]) {
      apply(target, context, args);
      try {
        onText(context, args);
      } catch {
        // A text that cannot be read is not the page's trouble.
      }
    },
  });
  const swap = (from: unknown, to: unknown): void => {
    const current = getOwnPropertyDescriptor(prototype, 'fillText');
    if (current?.value === from) defineProperty(prototype, 'fillText', { ...current, value: to });
  };
  return { take: () => swap(native, tapped), giveBack: () => swap(tapped, native) };
};
