/** axe-core in a page: what assistive technology would stumble over. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rules that a page of an extension is held to: WCAG 2.2 AA and axe-core's own advice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Each violation as "rule: element"; none is what is wanted. */
export const findViolations = async (page: Page): Promise<string[]> => {
  // The page's policy allows no script from elsewhere; what a debugger runs is not asked.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (tags) => (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: tags }),
    TAGS,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
};
