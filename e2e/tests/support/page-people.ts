import { signIn } from '@movecall/testkit/client';
import { addressField, headline, openShortForm, prepareCall, signInByHand } from '@movecall/testkit/visitor';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Site } from './site.ts';

/** Tests of people who share a browser, and of their sessions. */
export function peopleTests(site: Site): void {
  const callsOf = async (...tels: string[]): Promise<number> => {
    const [row] = await site.system.sql.call<{ count: number }[]>`
      select count(*)::int as count from calls where tel in ${site.system.sql.call(
        tels.map((tel) => `+82${tel.slice(1)}`),
      )}`;
    return row?.count ?? 0;
  };
  const customer = async (tel: string) => ({
    session: await signIn(site.system.addresses, tel),
    role: 'CUSTOMER' as const,
  });
  const address = (page: Page) => addressField(page, '지금 사는 곳');
  const amount = (page: Page) => page.getByLabel('예상요금 (원)');

  test('a second person in either tab sees nothing of the first, who finds the draft again', async () => {
    const { system } = site;
    const as = await customer('01077770051');
    const visitor = await site.visit({ as });
    const { page, context } = visitor;
    await prepareCall(visitor, { district: '노원', cost: '1230000' });
    const other = await context.newPage();
    const socket = other.waitForEvent('websocket');
    await other.goto('/');
    await prepareCall({ ...visitor, page: other }, { district: '마포', cost: '2500000' });
    await other.getByRole('button', { name: '이사팀 부르기' }).click();
    await other.getByText('실시간으로 보고 있어요').waitFor();

    await signOut(other);
    await signInByHand({ ...visitor, page: other }, system.addresses, '01077770052');
    for (const tab of [page, other]) await tab.getByText('010-7777-0052').waitFor();
    await headline(page, '어떤 이사를 하세요?');
    await openShortForm(page);
    expect(await address(page).inputValue()).toBe('');
    expect(await amount(page).inputValue()).toBe('');
    expect(await other.content()).not.toContain('2,500,000');
    await expect.poll(async () => (await socket).isClosed()).toBe(true);
    await amount(page).fill('5550000');

    await signOut(page);
    await signInByHand(visitor, system.addresses, '01077770051');
    await openShortForm(page);
    await expect.poll(() => address(page).inputValue()).toBe('노원구');
    expect(await amount(page).inputValue()).toBe('1,230,000');
    await context.close();
    await as.session.close();
  });

  test('a tab that missed the change of person sends nothing of the first', async () => {
    const { system } = site;
    const [first, second] = [await customer('01077770053'), await customer('01077770054')];
    const visitor = await site.visit({ as: first, path: '/icon.svg' });
    const { page, context } = visitor;
    await page.addInitScript(
      "addEventListener('storage', (event) => event.stopImmediatePropagation(), true)",
    );
    await page.goto('/');
    await prepareCall(visitor, { district: '노원', cost: '1230000' });
    const other = await context.newPage();
    await other.goto('/calls');
    await signOut(other);
    await signInByHand({ ...visitor, page: other }, system.addresses, '01077770054');
    await other.getByText('010-7777-0054').waitFor();

    let calls = 0;
    context.on('request', (request) => {
      if (request.postData()?.includes('requestMoveCall')) calls += 1;
    });
    await page.getByRole('button', { name: '이사팀 부르기' }).click();
    await page.getByText('010-7777-0054').waitFor();
    await headline(page, '어떤 이사를 하세요?');
    expect(await address(page).inputValue()).toBe('');
    await system.settle();
    expect(calls).toBe(0);
    expect(await callsOf('01077770053', '01077770054')).toBe(0);
    await context.close();
    await Promise.all([first.session.close(), second.session.close()]);
  });

  test('a refused token is renewed by the cookie, once for all tabs, and a click goes through', async () => {
    const { system } = site;
    const visitor = await site.visit();
    const { page, context } = visitor;
    await signInByHand(visitor, system.addresses, '01077770057');
    await prepareCall(visitor, { district: '마포', cost: '2500000' });
    const other = await context.newPage();
    await other.goto('/icon.svg');
    let renewals = 0;
    context.on('request', (request) => {
      if (request.postData()?.includes('refreshLogin')) renewals += 1;
    });
    await spoilToken(page);
    await Promise.all([page.getByRole('button', { name: '이사팀 부르기' }).click(), other.goto('/calls')]);
    await headline(page, '이사팀이 정해졌어요');
    await other.reload();
    await other.getByText('2,500,000원').waitFor();
    expect(renewals).toBe(1);

    // The cookie may be another person's, who signed in where this tab could not see it.
    await page.evaluate(
      `localStorage.setItem('movecall.session', '{"token":"a.b.c","tel":"01077770059","role":"CUSTOMER"}')`,
    );
    await page.reload();
    await page.getByLabel('휴대폰번호').waitFor();
    expect(await page.content()).not.toContain('2,500,000');
    await context.close();
  });

  test('signing out ends the session at the server, everywhere too, and open pages notice', async () => {
    const { system } = site;
    const tel = '01077770058';
    const [first, second] = [await site.visit(), await site.visit()];
    for (const device of [first, second]) {
      await signInByHand(device, system.addresses, tel);
      await headline(device.page, '어떤 이사를 하세요?');
    }
    const session = await first.page.evaluate<string>("localStorage.getItem('movecall.session')");
    await signOut(first.page);
    await first.page.evaluate(`localStorage.setItem('movecall.session', ${JSON.stringify(session)})`);
    await first.page.goto('/calls');
    await signInByHand(first, system.addresses, tel);

    await prepareCall(second, { district: '마포', cost: '2500000' });
    await second.page.getByRole('button', { name: '이사팀 부르기' }).click();
    await headline(second.page, '이사팀이 정해졌어요');
    await second.page.getByText('실시간으로 보고 있어요').waitFor();
    await first.page.getByRole('link', { name: '내 정보' }).click();
    await first.page.getByRole('button', { name: '모든 기기에서 로그아웃' }).click();
    await first.page.getByRole('button', { name: '로그아웃하기' }).click();
    for (const { page } of [first, second]) await page.getByLabel('휴대폰번호').waitFor();
    await Promise.all([first.context.close(), second.context.close()]);
  });

  test('a person erases their data once no call is open, and begins anew', async () => {
    const { system } = site;
    const tel = '01077770060';
    const visitor = await site.visit();
    const { page, context } = visitor;
    await signInByHand(visitor, system.addresses, tel);
    await prepareCall(visitor, { district: '마포', cost: '2500000' });
    await page.getByRole('button', { name: '이사팀 부르기' }).click();
    await headline(page, '이사팀이 정해졌어요');
    const call = new URL(page.url()).pathname;
    const erase = async (): Promise<void> => {
      await page.getByRole('link', { name: '내 정보' }).click();
      await page.getByRole('button', { name: '내 정보 삭제' }).click();
      await page.getByRole('button', { name: '삭제하기' }).click();
    };
    await erase();
    await page.getByText('진행 중인 호출이 있어요.', { exact: false }).waitFor();
    await page.goto(call);
    await page.getByRole('button', { name: '호출 취소하기' }).click();
    await page.getByRole('button', { name: '취소하기', exact: true }).click();
    await headline(page, '호출을 취소했어요');
    await erase();
    await page.getByLabel('휴대폰번호').waitFor();
    await signInByHand(visitor, system.addresses, tel);
    await headline(page, '어떤 이사를 하세요?');
    await page.getByRole('link', { name: '내 호출' }).click();
    await headline(page, '아직 부른 이사가 없어요');
    await context.close();
  });
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: '로그아웃' }).click();
  await page.getByLabel('휴대폰번호').waitFor();
}

/** Makes the session's token one that the server refuses, as an expired one. */
const spoilToken = (page: Page): Promise<void> =>
  page.evaluate(`localStorage.setItem('movecall.session',
    localStorage.getItem('movecall.session').replace(/"token":"[^"]+"/, '"token":"a.b.c"'))`);
