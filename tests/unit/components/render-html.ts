/** Renders a component into a document without a browser. */
import { parseHTML } from 'linkedom';
import { type ComponentChild, render } from 'preact';

export const renderInto = (child: ComponentChild): HTMLElement => {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  Object.assign(globalThis, { document });
  render(child, document.body);
  return document.body;
};

/** What is read there, with plain spaces. */
export const textOf = (element: Element | null): string =>
  (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
