import { closePages, findChromium, launchBrowser } from '@movecall/testkit/browser';
import { visit, type Visitor, type VisitOptions } from '@movecall/testkit/visitor';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startSystem, type System, type SystemOverrides } from '../../support/system.ts';

const chromium = await findChromium();
/** Tests of the page are skipped then. */
export const withoutChromium = chromium === null;

/** A system and a browser for tests of the page. Only tests and hooks can use them: both start in `beforeAll`. */
export interface Site {
  readonly system: System;
  /** Opens the page in a browser context of its own, which is closed after the test. */
  readonly visit: (options?: VisitOptions) => Promise<Visitor>;
}

/** Starts a system whose router plans without threads: one takes two seconds of processor time to start, and pages plan little. */
export const startSite = (overrides: SystemOverrides = {}): Promise<System> =>
  startSystem({ ...overrides, env: { PLANNING_THREADS: '0', ...overrides.env } });

/** A system and a browser that the tests of a `describe` block share. */
export function sharedSite(start: () => Promise<System> = startSite): Site {
  let system: System;
  let browser: Browser;
  beforeAll(async () => {
    [system, browser] = await Promise.all([start(), launchBrowser(chromium ?? '')]);
  });
  afterEach(() => closePages(browser));
  afterAll(async () => {
    await browser.close();
    await system.close();
  });
  return {
    get system() {
      return system;
    },
    visit: (options) => visit(browser, system.addresses, options),
  };
}
