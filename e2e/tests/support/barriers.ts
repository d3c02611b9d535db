import type { AxeResults } from 'axe-core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = ['serious', 'critical'];

/**
 * The serious and critical violations that axe finds, one line each.
 *
 * @param except rules that do not hold on this screen; say why where they are named
 */
export async function barriers(page: Page, except: readonly string[] = []): Promise<string[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe);
  // axe measures contrast, so all colour animations must have ended.
  await page.evaluate(
    'Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null)))',
  );
  const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return violations
    .filter(({ id, impact }) => SERIOUS.includes(impact ?? '') && !except.includes(id))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/**
 * Expects no serious violation, light and dark, and that the page does not scroll sideways.
 *
 * @param except as for `barriers`
 */
export async function expectNoBarriers(page: Page, except: readonly string[] = []): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await barriers(page, except);
    expect([page.url(), colorScheme, found]).toEqual([page.url(), colorScheme, []]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  }
}
