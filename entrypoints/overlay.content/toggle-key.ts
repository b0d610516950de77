/** Alt+L: shows and hides the bands for this view of the page. */

type KeyPress = Pick<
  KeyboardEvent,
  'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'repeat' | 'isTrusted'
>;

/** Exactly Alt+L by the key's place, so that Option+L ("¬") on a Mac counts too. */
export const isToggleKey = (key: KeyPress): boolean =>
  key.code === 'KeyL' &&
  key.altKey &&
  !key.ctrlKey &&
  !key.metaKey &&
  !key.shiftKey &&
  !key.repeat &&
  key.isTrusted;

/** Typing belongs to the page: the field may be deep inside open shadow roots. */
const isTyping = (event: Event): boolean => {
  const target = event.composedPath()[0] as (Partial<HTMLElement> & EventTarget) | undefined;
  return (
    target?.isContentEditable === true || /^(input|textarea|select)$/i.test(target?.tagName ?? '')
  );
};

/**
 * Gives what listens in a window until `signal` aborts; a window is listened in once. Nothing else that
 * is typed is looked at or stopped.
 */
export const createToggleKeys = (
  signal: AbortSignal,
  onToggle: () => void,
): ((view: Window | null) => void) => {
  const views = new WeakSet<Window>();
  const onKey = (event: KeyboardEvent): void => {
    if (!isToggleKey(event) || isTyping(event)) return;
    event.preventDefault();
    onToggle();
  };
  return (view) => {
    if (!view || views.has(view)) return;
    views.add(view);
    view.addEventListener('keydown', onKey, { capture: true, signal });
  };
};
