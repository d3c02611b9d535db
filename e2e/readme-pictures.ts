/**
 * Takes the pictures of the README from the system that `npm start -- --fresh` runs. The script first makes a day of calls,
 * so that the screens are not empty.
 *
 *   node --import tsx e2e/readme-pictures.ts
 */
import { signIn } from '@movecall/testkit/client';
import { acceptedMove, cancelMove, freeDay, watchUntil } from '@movecall/testkit/move-calls';
import { runningAddresses } from '@movecall/dev/running-system';
import { fileURLToPath } from 'node:url';
import { findChromium, launchBrowser } from '@movecall/testkit/browser';
import { DESK, headline, PHONE, visit } from '@movecall/testkit/visitor';

const PLACES = [
  '마포구 성산동 12',
  '구로구',
  '강남구 역삼동 7',
  '노원구',
  '송파구',
  '은평구',
  '용산구',
  '성동구',
];
const picture = (name: string): string =>
  fileURLToPath(new URL(`../docs/images/${name}.png`, import.meta.url));

const addresses = await runningAddresses();
const chromium = await findChromium();
if (chromium === null) throw new Error('There is no Chromium on this machine.');
const browser = await launchBrowser(chromium);
const operator = await signIn(addresses, '01000000000');
const customer = await signIn(addresses, '01012345678');
const today = new Date();

for (const [nth, address] of PLACES.entries()) {
  const session = await signIn(addresses, `0107777010${nth}`);
  const movingOn = await freeDay(operator, 2, today);
  const id = await acceptedMove(session, { address, cost: 900_000 + nth * 250_000, movingOn });
  await watchUntil(session, id, 'CONFIRMED');
  if (nth % 4 === 3) await cancelMove(session, id);
  await session.close();
}
const movingOn = await freeDay(operator, 4, today);
const id = await acceptedMove(customer, { address: '마포구 성산동 123-4', cost: 2_500_000, movingOn });
await watchUntil(customer, id, 'CONFIRMED');

const call = await visit(browser, addresses, {
  as: { session: customer, role: 'CUSTOMER' },
  path: `/calls/${id}`,
  viewport: PHONE,
});
await headline(call.page, '이사팀이 정해졌어요');
await call.page.getByText('실시간으로 보고 있어요').waitFor();
await call.page.screenshot({ path: picture('call') });

const board = await visit(browser, addresses, {
  as: { session: operator, role: 'OPERATOR' },
  path: '/board',
  viewport: DESK,
});
await headline(board.page, '호출 현황');
await board.page.getByText('실시간으로 보고 있어요').waitFor();
await board.page.screenshot({ path: picture('board') });

const phone = await browser.newPage({ viewport: PHONE, locale: 'ko-KR', timezoneId: 'Asia/Seoul' });
await phone.goto(`${addresses.sandbox}/?to=01012345678`);
await phone.getByText('호출 상태 보기').last().waitFor();
await phone.screenshot({ path: picture('sandbox') });

await browser.close();
await Promise.all([operator.close(), customer.close()]);
