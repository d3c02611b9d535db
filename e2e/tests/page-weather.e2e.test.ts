import { signIn } from '@movecall/testkit/client';
import { acceptedMove, cancelMove, freeDay, watchUntil } from '@movecall/testkit/move-calls';
import { describe, expect, test } from 'vitest';
import { headline, openShortForm, prepareCall, signInByHand, type Visitor } from '@movecall/testkit/visitor';
import { sharedSite, withoutChromium } from './support/site.ts';

describe.skipIf(withoutChromium)('the page during failures', () => {
  const site = sharedSite();
  const asCustomer = () => ({ session: site.system.customer, role: 'CUSTOMER' as const });
  const today = new Date();

  async function confirmedCall(): Promise<string> {
    const movingOn = await freeDay(site.system.operator, 1, today);
    const id = await acceptedMove(site.system.customer, { address: 'mapo', cost: 2_500_000, movingOn });
    await watchUntil(site.system.customer, id, 'CONFIRMED');
    return id;
  }

  /** Opens a call's page, waits until it is live, and sets a mark that a reload would remove. */
  async function watching(id: string): Promise<Visitor> {
    const visitor = await site.visit({ as: asCustomer(), path: `/calls/${id}` });
    await visitor.page.getByText('실시간으로 보고 있어요').waitFor();
    await visitor.page.evaluate('globalThis.neverReloaded = true');
    return visitor;
  }
  const wasNotReloaded = async ({ page }: Visitor): Promise<void> =>
    expect(await page.evaluate('globalThis.neverReloaded')).toBe(true);

  test('a page without its router says so, and shows the missed change later without a reload', async () => {
    const movingOn = await freeDay(site.system.operator, 1, today);
    await site.system.stack.stop('assign');
    const id = await acceptedMove(site.system.customer, { address: 'mapo', cost: 2_500_000, movingOn });
    const visitor = await watching(id);
    await headline(visitor.page, '이사팀을 찾고 있어요');
    await site.system.stack.stop('router');
    await visitor.page.getByText('연결이 끊겼어요. 다시 연결하고 있어요.').waitFor();
    await site.system.stack.start('assign');
    await expect
      .poll(
        async () => (await site.system.sql.call`select status from calls where id = ${id}`)[0]?.['status'],
        {
          timeout: 60_000,
        },
      )
      .toBe('CONFIRMED');
    await headline(visitor.page, '이사팀을 찾고 있어요');
    await site.system.stack.start('router');
    await headline(visitor.page, '이사팀이 정해졌어요');
    await visitor.page.getByText('실시간으로 보고 있어요').waitFor();
    await wasNotReloaded(visitor);
  });

  test('an offline page says so, and shows the missed change once it is online', async () => {
    const id = await confirmedCall();
    const visitor = await watching(id);
    await visitor.context.setOffline(true);
    await visitor.page.getByText('연결이 끊겼어요. 다시 연결하고 있어요.').waitFor();
    await cancelMove(site.system.customer, id);
    await visitor.context.setOffline(false);
    await headline(visitor.page, '호출을 취소했어요');
    await wasNotReloaded(visitor);
  });

  test('a frozen tab shows the current status once it is active again', async () => {
    const id = await confirmedCall();
    const visitor = await watching(id);
    const devtools = await visitor.context.newCDPSession(visitor.page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    // A frozen page does not notice that its socket is closed.
    await site.system.stack.stop('router');
    await site.system.stack.start('router');
    await cancelMove(site.system.customer, id);
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await headline(visitor.page, '호출을 취소했어요');
    await wasNotReloaded(visitor);
  });

  test('"try again" counts down, and the retry makes no second call', async () => {
    const session = await signIn(site.system.addresses, '01077770011');
    const visitor = await site.visit({ as: { session, role: 'CUSTOMER' } });
    const { page } = visitor;
    await prepareCall(visitor, { district: '마포', cost: '2500000' });
    await site.system.stack.stop('manage');
    try {
      await page.getByRole('button', { name: '이사팀 부르기' }).click();
      await page.getByText('지금은 요청이 많아 호출을 접수하지 못했어요.', { exact: false }).waitFor();
      expect(await page.getByRole('button', { name: /초 뒤에 다시 시도/ }).isDisabled()).toBe(true);
    } finally {
      await site.system.stack.start('manage');
    }
    await page.getByRole('button', { name: '다시 시도하기' }).click();
    // The circuit may stay open for another moment.
    await expect
      .poll(
        async () => {
          const again = page.getByRole('button', { name: '다시 시도하기' });
          if (await again.isVisible()) await again.click();
          return new URL(page.url()).pathname;
        },
        { timeout: 60_000 },
      )
      .toMatch(/^\/calls\//);
    await headline(page, '이사팀이 정해졌어요');
    const [row] = await site.system.sql
      .call`select count(*)::int as count from calls where tel = '+821077770011'`;
    expect(row).toEqual({ count: 1 });
    await session.close();
  });

  test('an expired session leads to sign-in, and from there back to the same page', async () => {
    const id = await confirmedCall();
    const expired = { ...site.system.customer, token: `${site.system.customer.token.slice(0, -4)}AAAA` };
    const visitor = await site.visit({
      as: { session: expired, role: 'CUSTOMER' },
      path: `/calls/${id}`,
    });
    await visitor.page.waitForURL(`**/sign-in?next=${encodeURIComponent(`/calls/${id}`)}`);
    await signInByHand(visitor, site.system.addresses, site.system.customer.tel);
    await headline(visitor.page, '이사팀이 정해졌어요');
    expect(new URL(visitor.page.url()).pathname).toBe(`/calls/${id}`);
  });

  test('form input survives an expired session', async () => {
    const visitor = await site.visit({ as: asCustomer() });
    await prepareCall(visitor, { district: '노원', cost: '1230000' });
    await visitor.page.evaluate(
      'localStorage.setItem(\'movecall.session\', localStorage.getItem(\'movecall.session\').replace(/"token":"[^"]+"/, \'"token":"expired"\'))',
    );
    await visitor.page.reload();
    await visitor.page.getByRole('button', { name: '확인하러 가기' }).click();
    await visitor.page.getByRole('button', { name: '이사팀 부르기' }).click();
    await signInByHand(visitor, site.system.addresses, site.system.customer.tel);
    await headline(visitor.page, '어떤 이사를 하세요?');
    expect(await visitor.page.getByLabel('예상요금 (원)').inputValue()).toBe('1,230,000');
    expect(await visitor.page.getByLabel('지금 사는 곳', { exact: true }).inputValue()).toBe('노원구');
  });

  test('each error appears beside the field that it is about', async () => {
    const visitor = await site.visit();
    const { page } = visitor;
    const errorOf = async (label: string): Promise<string> => {
      const field = page.getByLabel(label, { exact: true });
      await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
      const described = (await field.getAttribute('aria-describedby')) ?? '';
      return page
        .locator(
          described
            .split(' ')
            .map((id) => `[id="${id}"]`)
            .join(','),
        )
        .last()
        .innerText();
    };
    await page.getByLabel('휴대폰번호').fill('02-123-4567');
    await page.getByRole('button', { name: '인증번호 받기' }).click();
    expect(await errorOf('휴대폰번호')).toBe('휴대폰 번호를 다시 확인해 주세요.');
    await page.getByLabel('휴대폰번호').fill('01077770012');
    await page.getByRole('button', { name: '인증번호 받기' }).click();
    await page.getByLabel('인증번호 6자리').fill('12345');
    await page.getByRole('button', { name: '시작하기' }).click();
    expect(await errorOf('인증번호 6자리')).toMatch(/^인증번호가 맞지 않거나/);
    await page.getByRole('button', { name: '번호 바꾸기' }).click();
    await signInByHand(visitor, site.system.addresses, '01077770012');
    await openShortForm(page);

    await page.getByRole('button', { name: '확인하러 가기' }).click();
    expect(await errorOf('지금 사는 곳')).toBe('어디에서 이사하는지 알려 주세요.');
    await page.getByLabel('지금 사는 곳', { exact: true }).fill('달나라 1번지');
    await page.getByLabel('예상요금 (원)').fill('100000001');
    await page.getByRole('button', { name: '확인하러 가기' }).click();
    await page.getByRole('button', { name: '이사팀 부르기' }).click();
    expect(await errorOf('지금 사는 곳')).toMatch(/^위치를 찾지 못했어요/);
    expect(await errorOf('예상요금 (원)')).toBe('예상요금은 1원부터 1억 원까지 입력해 주세요.');
  });

  test('another customer’s call, a missing call and a forbidden page are shown as not found', async () => {
    const id = await confirmedCall();
    const session = await signIn(site.system.addresses, '01077770013');
    const as = { session, role: 'CUSTOMER' as const };
    for (const path of [`/calls/${id}`, `/calls/${crypto.randomUUID()}`, '/calls/nothing']) {
      const { page } = await site.visit({ as, path });
      await headline(page, '호출을 찾을 수 없어요');
      expect(await page.content()).not.toContain('마포');
    }
    const { page } = await site.visit({ as, path: '/board' });
    await headline(page, '없는 페이지예요');
    await session.close();
  });
});
