/**
 * Measures, in a headless browser, the time from the click on 이사팀 부르기 to 호출확정 and the mover on the screen, and the size of a
 * customer's first load. Makes one call after the other in the system that `npm start` runs, and cancels each.
 *
 *   node --import tsx bench/page.ts [calls, 20 when absent]
 */
import { signIn } from '@movecall/testkit/client';
import { cancelMove, settledMove } from '@movecall/testkit/move-calls';
import { runningAddresses } from '@movecall/dev/running-system';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { percentile } from '@movecall/testkit/statistics';
import { findChromium, launchBrowser } from '@movecall/testkit/browser';
import { callIdOf, headline, prepareCall, visit } from '@movecall/testkit/visitor';
import { fixed } from './figures.ts';

const CUSTOMER = '01012345678';
const calls = Number(process.argv[2] ?? 20);
const addresses = await runningAddresses();
const chromium = await findChromium();
if (chromium === null) throw new Error('No Chromium was found: install it or set CHROMIUM_PATH.');
const browser = await launchBrowser(chromium);
const session = await signIn(addresses, CUSTOMER);
const as = { session, role: 'CUSTOMER' as const };

/** By kind of file: the number of files, and bytes uncompressed, compressed with gzip, and as sent. */
const loaded = new Map<string, { files: number; plain: number; gzip: number; sent: number }>();
const { context: first, page: firstPage } = await visit(browser, addresses, { as });
// The first visit filled the caches: the measured load starts without them.
await headline(firstPage, '어떤 이사를 하세요?');
await firstPage.waitForLoadState('networkidle');
await firstPage.goto('about:blank');
const devtools = await first.newCDPSession(firstPage);
await devtools.send('Network.clearBrowserCache');
firstPage.on('response', (response) => {
  void response.body().then(async (body) => {
    const kind = extname(new URL(response.url()).pathname) || 'page';
    const { responseBodySize } = await response.request().sizes();
    const before = loaded.get(kind) ?? { files: 0, plain: 0, gzip: 0, sent: 0 };
    loaded.set(kind, {
      files: before.files + 1,
      plain: before.plain + body.length,
      gzip: before.gzip + (kind === '.woff2' ? body.length : gzipSync(body, { level: 9 }).length),
      sent: before.sent + responseBodySize,
    });
  });
});
await firstPage.goto(addresses.router, { waitUntil: 'networkidle' });
await headline(firstPage, '어떤 이사를 하세요?');
await first.close();

const waits: number[] = [];
for (let nth = 0; nth < calls; nth += 1) {
  const visitor = await visit(browser, addresses, { as });
  const { page, context } = visitor;
  await prepareCall(visitor, { district: nth % 2 ? '마포' : '구로', cost: '2500000' });
  // The page measures this itself: from the click to the first frame with the new headline.
  await page.evaluate(`globalThis.waited = new Promise((resolve) => {
    let since;
    addEventListener('click', () => (since ??= performance.now()), { capture: true });
    new MutationObserver((_changes, observer) => {
      if (document.querySelector('h1')?.textContent !== '이사팀이 정해졌어요') return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - since));
    }).observe(document, { subtree: true, childList: true, characterData: true });
  }); undefined`);
  await page.getByRole('button', { name: '이사팀 부르기' }).click();
  waits.push(await page.evaluate<number>('waited'));
  const id = callIdOf(page);
  await context.close();
  await cancelMove(session, id);
  await settledMove(session, id, { order: 'CANCELLED', assignment: 'RELEASED' });
  if (process.stdout.isTTY) process.stdout.write(`\r${nth + 1} of ${calls}`);
}
const at = (share: number): string => fixed(percentile(waits, share));
console.log(
  `\nclick to 호출확정 on the screen, ${calls} calls, ms: median ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)}`,
);
console.log('\nfirst load of a signed-in customer, KB      files   plain    gzip    sent');
const kb = (bytes: number): string => (bytes / 1_000).toFixed(1).padStart(8);
for (const [kind, { files, plain, gzip, sent }] of [...loaded].toSorted(([a], [b]) => a.localeCompare(b)))
  console.log(`${kind.padEnd(42)} ${String(files).padStart(6)}${kb(plain)}${kb(gzip)}${kb(sent)}`);
await browser.close();
await session.close();
