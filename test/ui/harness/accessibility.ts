import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';

/** Belongs to a page of a browser, not to a view inside an editor. */
const OF_PAGES = ['region', 'page-has-heading-one', 'landmark-one-main', 'document-title', 'html-has-lang', 'bypass'];

interface Checker {
  run(context: unknown, options: unknown): Promise<AxeResults>;
}

/**
 * What axe finds wrong in a view, a line for each element; without what it cannot decide, such as text over a canvas.
 * @param within a selector for the part that is ours, where others put something into the same page
 */
export async function violationsIn(frame: Frame, within = 'html'): Promise<readonly string[]> {
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate(([off, part]) => {
    const { axe: checker } = globalThis as unknown as { readonly axe: Checker };
    return checker.run({ include: [part] }, { resultTypes: ['violations'], rules: Object.fromEntries(off.map((id) => [id, { enabled: false }])) });
  }, [OF_PAGES, within] as const);
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary = '' }) => `${id}: ${help} (${JSON.stringify(target)}) ${failureSummary.replaceAll(/\s+/gu, ' ')}`));
}
