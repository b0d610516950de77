/**
 * Keeps an element of ours beside the canvas of a chart's pane: inside the frame that owns the chart,
 * in the same parent, where it scrolls, resizes and goes full-screen with it.
 */

/** How often a page may throw an element out before we take the hint. */
const MOST_RETURNS = 20;

export interface PaneBox {
  readonly left: number;
  readonly top: number;
  /** Size of the pane's canvas in CSS pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The pane canvas's box in the coordinates that an absolutely placed sibling has. */
export const readPaneBox = (pane: HTMLCanvasElement): PaneBox => ({
  left: pane.offsetLeft,
  top: pane.offsetTop,
  widthPx: pane.clientWidth,
  heightPx: pane.clientHeight,
});

/** The pane canvas's place in the stack; 'auto' counts as 0 in sums. */
export const readStackIndex = (pane: HTMLCanvasElement): string =>
  pane.ownerDocument.defaultView?.getComputedStyle(pane).zIndex ?? 'auto';

/**
 * Puts `elements` right after the pane, in order, and back there whenever the page removes them;
 * `onEvicted` says that it has done so too often. Returns what takes them away for good.
 */
export const settleAfterPane = (
  pane: HTMLCanvasElement,
  elements: readonly HTMLElement[],
  onEvicted: () => void,
): (() => void) => {
  let returns = 0;
  const insert = (): void => pane.after(...elements);
  const observer = new MutationObserver(() => {
    const parent = pane.parentNode;
    if (!parent || elements.every((element) => element.parentNode === parent)) return;
    if (++returns > MOST_RETURNS) {
      leave();
      onEvicted();
    } else insert();
  });
  const leave = (): void => {
    observer.disconnect();
    for (const element of elements) element.remove();
  };
  insert();
  if (pane.parentNode) observer.observe(pane.parentNode, { childList: true });
  return leave;
};
