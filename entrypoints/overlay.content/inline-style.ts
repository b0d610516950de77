/**
 * Styles set through the CSSOM: a page's content-security policy does not apply to them, as it may to
 * style elements, and marked important they win over whatever the page says of all its canvases.
 */
export const setStyles = (
  element: HTMLElement,
  styles: Readonly<Record<string, string | number>>,
): void => {
  for (const [name, value] of Object.entries(styles))
    element.style.setProperty(name, String(value), 'important');
};
