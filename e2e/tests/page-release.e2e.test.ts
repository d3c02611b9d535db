import { buildWebPage, webRoot } from '@movecall/dev/web-page';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { findChromium, launchBrowser } from '@movecall/testkit/browser';
import { headline, visit, type VisitOptions } from '@movecall/testkit/visitor';

const chromium = await findChromium();

/** Copies the built page as the next release: the contents are the same, but each file has another name. */
async function nextRelease(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-release-'));
  await cp(webRoot, folder, { recursive: true });
  const assets = join(folder, 'assets');
  const names = (await readdir(assets)).filter((name) => /\.(?:js|css)$/.test(name));
  const renamed = async (path: string): Promise<void> => {
    let text = await readFile(path, 'utf8');
    for (const name of names) text = text.replaceAll(name, name.replace('.', '-next.'));
    await writeFile(path, text);
    for (const suffix of ['.br', '.gz']) await rm(path + suffix, { force: true });
  };
  await renamed(join(folder, 'index.html'));
  for (const name of names) {
    await renamed(join(assets, name));
    await rename(join(assets, name), join(assets, name.replace('.', '-next.')));
  }
  return folder;
}

/** A gateway with the worst possible balancing: the first router serves the pages, the last one their files. */
async function startGateway(routers: () => readonly TestRouter[]) {
  const server = createServer((asked, answer) => {
    const path = asked.url ?? '/';
    const { url } = routers().at(path.startsWith('/assets/') ? -1 : 0)!;
    const { method, headers } = asked;
    const forwarded = ask(new URL(path, url), { method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    forwarded.on('error', () => answer.destroy());
    asked.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

describe.skipIf(chromium === null)('the page while a release replaces another', () => {
  let folder: string;
  let browser: Browser;
  let now: TestRouter;
  let next: TestRouter;
  beforeAll(async () => {
    await buildWebPage(() => undefined);
    folder = await nextRelease();
    browser = await launchBrowser(chromium ?? '');
    const serving = (root: string) =>
      startRouter(inject('redisUrl'), { page: { folder: root, framedBy: null } });
    [now, next] = await Promise.all([serving(webRoot), serving(folder)]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), now.close(), next.close()]);
    await rm(folder, { recursive: true });
  });

  /** Opens the page through a gateway in front of the routers. */
  async function visitBy(routers: () => readonly TestRouter[], options: VisitOptions) {
    const gateway = await startGateway(routers);
    onTestFinished(gateway.close);
    const visitor = await visit(browser, { router: gateway.url, sandbox: '' }, options);
    onTestFinished(() => visitor.context.close());
    return visitor.page;
  }
  const signInField = (page: Page) => page.getByLabel('휴대폰번호');

  test('a new visitor sees a notice, and then the page once all routers serve the same release', async () => {
    let routers = [now, next];
    const page = await visitBy(() => routers, { path: '/sign-in' });
    await page.getByText('이사콜이 새 버전으로 바뀌고 있어요.').waitFor();
    routers = [next];
    await signInField(page).waitFor();
  });

  test('an open tab of the old release reloads into the new one when it needs a removed file', async () => {
    let routers = [now];
    const session = { token: await now.tokenFor(operator()), tel: '01000000000' };
    const as = { session, role: 'OPERATOR' as const };
    const page = await visitBy(() => routers, { path: '/calls/new', as });
    await headline(page, '대신 부르기');
    routers = [next];
    await page.getByRole('link', { name: '이사팀' }).click();
    await page.locator('script[src*="-next."]').waitFor({ state: 'attached' });
  });

  test('a page whose files no router has stops reloading and shows an error', async () => {
    const page = await visitBy(() => [now], { path: '/icon.svg' });
    await page.evaluate(
      "sessionStorage.setItem('movecall.reloads', JSON.stringify({ times: 10, at: Date.now() }))",
    );
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto('/sign-in');
    await page.getByText('페이지를 불러오지 못했어요.').waitFor();
    expect(await signInField(page).count()).toBe(0);
  });
});
