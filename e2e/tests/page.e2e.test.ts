import { messagesTo, signIn } from '@movecall/testkit/client';
import { acceptedMove, findMove, freeDay } from '@movecall/testkit/move-calls';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { callsOf } from './support/calls-of.ts';
import { accessibilityTests } from './support/page-accessibility.ts';
import { billTests } from './support/page-bill.ts';
import { companyTests } from './support/page-companies.ts';
import { inputTests } from './support/page-inputs.ts';
import { operatorTests } from './support/page-operator.ts';
import {
  callIdOf,
  DESK,
  headline,
  openShortForm,
  prepareCall,
  signInByHand,
} from '@movecall/testkit/visitor';
import { sharedSite, withoutChromium } from './support/site.ts';

describe.skipIf(withoutChromium)('the page in a browser', () => {
  const site = sharedSite();
  const asCustomer = () => ({ session: site.system.customer, role: 'CUSTOMER' as const });
  const asOperator = () => ({ session: site.system.operator, role: 'OPERATOR' as const });
  describe('accessibility', () => {
    accessibilityTests(site);
  });
  inputTests(site);
  billTests(site);

  test('a customer signs in, calls, sees 호출확정 with the mover without a reload, and cancels', async () => {
    const visitor = await site.visit({ motion: true });
    const { page } = visitor;
    let loads = 0;
    page.on('load', () => (loads += 1));
    await signInByHand(visitor, site.system.addresses, '01077770001');
    await headline(page, '어떤 이사를 하세요?');
    await openShortForm(page);
    await page.getByText('반포장이사').click();
    await prepareCall(visitor, { district: '마포', cost: '2500000' });
    await page.getByText('2,500,000원').waitFor();
    await page.getByRole('button', { name: '이사팀 부르기' }).click();

    await headline(page, '이사팀이 정해졌어요');
    const call = await findMove(site.system.operator, callIdOf(page));
    const mover = page.getByRole('region', { name: '이사팀' });
    await mover.getByText(call?.mover?.name ?? '', { exact: true }).waitFor();
    await mover.getByText(call?.mover?.plate ?? '').waitFor();
    expect(await mover.getByRole('link').getAttribute('href')).toBe(`tel:${call?.mover?.tel}`);
    const steps = page.getByRole('listitem');
    expect(await steps.allInnerTexts()).toEqual([
      expect.stringMatching(/^호출\s/),
      expect.stringMatching(/^호출중\s/),
      expect.stringMatching(/^호출확정\s/),
    ]);
    expect(await steps.last().getAttribute('aria-current')).toBe('step');
    await page.getByText('반포장이사').waitFor();

    await page.getByRole('button', { name: '호출 취소하기' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('정해진 이사팀의 배정도 함께 취소되고').waitFor();
    await dialog.getByLabel('취소하는 이유 (선택)').fill('날짜가 바뀌었어요');
    await dialog.getByRole('button', { name: '취소하기', exact: true }).click();
    await headline(page, '호출을 취소했어요');
    await page.getByRole('link', { name: '다시 부르기' }).waitFor();
    expect(await mover.count()).toBe(0);
    expect((await findMove(site.system.operator, callIdOf(page)))?.status).toBe('CANCELLED');

    await page.getByRole('link', { name: '내 호출' }).click();
    await page.getByRole('link', { name: /호출취소/ }).waitFor();
    expect(loads).toBe(0);
    expect(visitor.consoleErrors).toEqual([]);
  });

  test('a double click makes one call, and its trace reaches the KakaoTalk message', async () => {
    const session = await signIn(site.system.addresses, '01077770002');
    const visitor = await site.visit({ as: { session, role: 'CUSTOMER' } });
    await prepareCall(visitor, { district: '구로', cost: '1500000' });
    const clicked = visitor.page.waitForRequest(
      (request) => request.postData()?.includes('requestMoveCall') ?? false,
    );
    await visitor.page.getByRole('button', { name: '이사팀 부르기' }).dblclick();
    await headline(visitor.page, '이사팀이 정해졌어요');
    await site.system.settle();
    expect(await callsOf(site.system, '01077770002')).toBe(1);

    // The message on the phone belongs to the trace that the click started.
    const [, traceId] = (await (await clicked).headerValue('traceparent'))?.split('-') ?? [];
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    const confirmed = async () =>
      (await messagesTo(site.system.addresses, '01077770002')).find(
        ({ templateId }) => templateId === 'MOVER_CONFIRMED',
      );
    await expect.poll(async () => (await confirmed())?.traceId).toBe(traceId);
    await session.close();
  });

  test('customer and operator see the same change in their own browsers', async () => {
    const operator = await site.visit({
      as: asOperator(),
      viewport: DESK,
      path: '/board',
    });
    await operator.page.getByText('실시간으로 보고 있어요').waitFor();
    const customer = await site.visit({ as: asCustomer() });
    await prepareCall(customer, { district: '강남', cost: '3000000' });
    await customer.page.getByRole('button', { name: '이사팀 부르기' }).click();
    await headline(customer.page, '이사팀이 정해졌어요');

    const board = operator.page.getByRole('region', { name: '호출 목록' });
    const line = board.getByRole('row').filter({ hasText: '강남구' });
    await line.getByText('호출확정').waitFor();
    await line.getByText('010-1234-5678').waitFor();
    await line.getByRole('link').click();
    await headline(operator.page, '이사팀이 정해졌어요');
    await operator.page.getByRole('button', { name: '호출 취소하기' }).click();
    await operator.page.getByRole('button', { name: '취소하기', exact: true }).click();
    await headline(operator.page, '호출을 취소했어요');
    await headline(customer.page, '호출을 취소했어요');
    expect([...operator.consoleErrors, ...customer.consoleErrors]).toEqual([]);
  });

  test('a waiting call shows the reason, and its page has no layout shift when a mover is assigned', async () => {
    const { movers } = await site.system.operator.ask<{ movers: { nodes: { id: string }[] } }>(
      '{ movers { nodes { id } } }',
    );
    const turn = async (available: boolean): Promise<void> => {
      for (const { id } of movers.nodes)
        await site.system.operator.ask(
          'mutation ($id: ID!, $on: Boolean!) { setMoverAvailability(id: $id, available: $on) { userErrors { code } } }',
          { id, on: available },
        );
    };
    await turn(false);
    const movingOn = await freeDay(site.system.operator, 0, new Date());
    const id = await acceptedMove(site.system.customer, { address: 'mapo', cost: 2_500_000, movingOn });
    const { page, consoleErrors } = await site.visit({
      as: asCustomer(),
      path: `/calls/${id}`,
    });
    await headline(page, '이사팀을 찾고 있어요');
    await page.getByText('이 지역에 갈 수 있는 이사팀이 없어요', { exact: false }).waitFor();
    await page.getByText('실시간으로 보고 있어요').waitFor();
    // Counts layout shifts from here on. Earlier ones come from the first rendering.
    await page.evaluate(`globalThis.shift = 0;
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shift += value;
      }).observe({ type: 'layout-shift' });`);
    await turn(true);
    await headline(page, '이사팀이 정해졌어요');
    await page.getByRole('link', { name: /전화하기/ }).waitFor();
    expect(await page.evaluate('shift')).toBeLessThan(0.01);
    expect(consoleErrors).toEqual([]);
  });

  test('a customer’s list has pages, newest call first, and a waiting call in it updates live', async () => {
    const session = await signIn(site.system.addresses, '01077770003');
    const today = new Date();
    for (let nth = 0; nth < 22; nth += 1)
      await acceptedMove(session, {
        address: 'mapo',
        cost: 1_000_000 + nth,
        movingOn: await freeDay(site.system.operator, 1, today),
      });
    await site.system.settle();
    const movingOn = await freeDay(site.system.operator, 1, today);
    await site.system.stack.stop('assign');
    try {
      await acceptedMove(session, { address: 'guro', cost: 1_000_022, movingOn });
      const { page, consoleErrors } = await site.visit({
        as: { session, role: 'CUSTOMER' },
        path: '/calls',
      });
      const lines = page.getByRole('listitem').getByRole('link');
      await lines.first().getByText('1,000,022원').waitFor();
      expect(await lines.count()).toBe(20);
      await page.getByRole('button', { name: '지난 호출 더 보기' }).click();
      await page.getByText('1,000,000원').waitFor();
      expect(await lines.count()).toBe(23);
      await site.system.stack.start('assign');
      await lines.first().getByText('호출확정').waitFor({ timeout: 60_000 });
      expect(consoleErrors).toEqual([]);
    } finally {
      await site.system.stack.start('assign');
      await session.close();
    }
  });

  test('a customer’s first screen loads less than 150 KB of gzipped JavaScript', async () => {
    const { page, context } = await site.visit({
      as: asCustomer(),
      path: '/icon.svg',
    });
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.body());
    });
    await page.goto('/', { waitUntil: 'networkidle' });
    await headline(page, '어떤 이사를 하세요?');
    const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script, { level: 9 }).length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000);
    await context.close();
  });

  test('the demo shows the page beside the phone that receives the login code', async () => {
    const { page, consoleErrors } = await site.visit({ viewport: DESK });
    await page.goto(`${site.system.addresses.sandbox}/demo?to=01077770005`);
    const [screen, phone] = [page.frameLocator('iframe >> nth=0'), page.frameLocator('iframe >> nth=1')];
    await screen.getByLabel('휴대폰번호').fill('010-7777-0005');
    await screen.getByRole('button', { name: '인증번호 받기' }).click();
    const message = await phone.getByText(/인증번호: \d{6}/).innerText();
    await screen.getByLabel('인증번호 6자리').fill(/\d{6}/.exec(message)?.[0] ?? '');
    await screen.getByRole('button', { name: '시작하기' }).click();
    await screen.getByRole('heading', { name: '어떤 이사를 하세요?' }).waitFor();
    expect(consoleErrors).toEqual([]);
  });

  operatorTests(site);
  companyTests(site);
});
