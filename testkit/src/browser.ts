import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
/** Debian's package of Chromium without windows. A page costs it a third of the processor time that it costs the whole browser. */
const SHELL = 'chromium-headless-shell';
const NAMES = [SHELL, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const INSTALL_TIMEOUT_MS = 300_000;

/**
 * Finds Chromium: CHROMIUM_PATH, else a program on the PATH. If there is neither and the user is root, it installs Debian's
 * package of the headless shell. Returns null without Chromium; browser tests are then skipped, and `npm test` reports that.
 */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  if (env['CHROMIUM_PATH']) return env['CHROMIUM_PATH'];
  const found = await onPath(env);
  if (found !== null || process.getuid?.() !== 0 || !(await isProgram('/usr/bin/apt-get'))) return found;
  console.log('installing Chromium for the tests in a browser (once)');
  const options = { timeout: INSTALL_TIMEOUT_MS, env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
  // Without a fresh list of packages the one on this machine may still do.
  await run('apt-get', ['update', '-qq'], options).catch(() => undefined);
  try {
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', SHELL], options);
  } catch (error) {
    console.warn('Chromium could not be installed; tests in a browser will be skipped', error);
  }
  return onPath(env);
}

async function onPath(env: NodeJS.ProcessEnv): Promise<string | null> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), MAC];
  for (const candidate of candidates) if (await isProgram(candidate)) return candidate;
  return null;
}

const isProgram = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** Closes all pages. One that stays open goes on animating, and the tests after it wait for the processor. */
export async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}

/** Starts a headless browser that sends no background requests. */
export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
