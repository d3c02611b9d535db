import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Presses Tab until the element with the focus has this name. */
export async function tabUntil(page: Page, name: RegExp): Promise<void> {
  const focused = (): Promise<string> =>
    page.evaluate(`(() => {
      const it = document.activeElement;
      return it.getAttribute('aria-label') ?? it.labels?.[0]?.innerText ?? it.innerText;
    })()`);
  for (let nth = 0; nth < 120 && !name.test(await focused()); nth += 1) await page.keyboard.press('Tab');
  expect(await focused()).toMatch(name);
}
