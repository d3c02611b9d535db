import { type Session, signIn } from '@movecall/testkit/client';
import { acceptedMove, freeDay, quotedCall, watchUntil } from '@movecall/testkit/move-calls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers, expectNoBarriers } from './barriers.ts';
import { headline, prepareCall, type VisitOptions } from '@movecall/testkit/visitor';
import type { Site } from './site.ts';

/** Tests of every screen with axe, and of the way to a call with the keyboard alone. */
export function accessibilityTests(site: Site): void {
  let callId: string;
  let billedId: string;
  let mover: Session;
  let roles: Record<'customer' | 'mover' | 'operator', NonNullable<VisitOptions['as']>>;
  beforeAll(async () => {
    const { system } = site;
    const movingOn = await freeDay(system.operator, 6, new Date());
    callId = await acceptedMove(system.customer, { address: 'mapo', cost: 2_500_000, movingOn });
    await watchUntil(system.customer, callId, 'CONFIRMED');
    billedId = (await quotedCall(system.customer, movingOn)).id;
    await watchUntil(system.customer, billedId, 'CONFIRMED');
    mover = await signIn(system.addresses, '01023456789');
    roles = {
      customer: { session: system.customer, role: 'CUSTOMER' },
      operator: { session: system.operator, role: 'OPERATOR' },
      mover: { session: mover, role: 'MOVER' },
    };
  });
  afterAll(() => mover.close());

  const screens = [
    { screen: 'sign-in', as: null, path: '/sign-in', shows: '이사콜' },
    { screen: 'request', as: 'customer', path: '/calls/new', shows: '어떤 이사를 하세요?' },
    { screen: 'call', as: 'customer', path: () => `/calls/${callId}`, shows: '이사팀이 정해졌어요' },
    { screen: 'calls', as: 'customer', path: '/calls', shows: '내 호출' },
    { screen: 'account', as: 'customer', path: '/account', shows: '내 정보' },
    { screen: 'jobs', as: 'mover', path: '/team', shows: '내 일정' },
    { screen: 'board', as: 'operator', path: '/board', shows: '호출 현황' },
    { screen: 'operated call', as: 'operator', path: () => `/calls/${callId}`, shows: '주문과 알림톡' },
    { screen: 'bill', as: 'customer', path: () => `/calls/${billedId}`, shows: '청구서' },
    { screen: 'operated bill', as: 'operator', path: () => `/calls/${billedId}`, shows: '청구서' },
    { screen: 'movers', as: 'operator', path: '/movers', shows: '이사팀 등록' },
    { screen: 'nothing', as: 'customer', path: '/calls/nothing', shows: '호출을 찾을 수 없어요' },
  ] as const;
  const schemes = ['light', 'dark'] as const;

  test.each(screens)(
    'axe finds no serious violation on the screen "$screen", light and dark',
    async ({ as, path, shows }) => {
      const { page, context, consoleErrors } = await site.visit({
        path: typeof path === 'string' ? path : path(),
        ...(as && { as: roles[as] }),
      });
      await page.getByRole('heading', { name: shows }).first().waitFor();
      await expectNoBarriers(page);
      expect(consoleErrors).toEqual([]);
      await context.close();
    },
  );

  test.each(schemes)('axe finds no serious violation in review or dialog, %s', async (colorScheme) => {
    const visitor = await site.visit({ as: roles.customer, colorScheme });
    const { page } = visitor;
    await prepareCall(visitor, { district: '마포', cost: '2500000' });
    expect(await barriers(page)).toEqual([]);
    await page.goto(`/calls/${callId}`);
    await page.getByRole('button', { name: '호출 취소하기' }).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    // The focus returns to the button that opened the dialog.
    await expect.poll(() => page.evaluate('document.activeElement.innerText')).toBe('호출 취소하기');
    await page.getByRole('link', { name: '내 정보' }).click();
    await page.getByRole('button', { name: '내 정보 삭제' }).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  test('a customer can make a call with the keyboard alone', async () => {
    const { system } = site;
    const session = await signIn(system.addresses, '01077770021');
    const { page } = await site.visit({
      as: { session, role: 'CUSTOMER' },
      path: '/calls/new',
    });
    await headline(page, '어떤 이사를 하세요?');
    const focused = (): Promise<string> =>
      page.evaluate(`(() => {
        const it = document.activeElement;
        return it.getAttribute('aria-label') ?? it.labels?.[0]?.innerText ?? it.innerText;
      })()`);
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let nth = 0; nth < 60 && !name.test(await focused()); nth += 1) await page.keyboard.press('Tab');
      expect(await focused()).toMatch(name);
    };
    await tabTo(/^포장이사/);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toMatch(/^반포장이사/);
    await tabTo(/^지금 사는 곳$/);
    await page.keyboard.type('구로구 구로동 1');
    await tabTo(/^예상요금/);
    await page.keyboard.type('1500000');
    await page.keyboard.press('Enter');
    await headline(page, '이렇게 부를까요?');
    await page.getByText('반포장이사').waitFor();
    await tabTo(/^이사팀 부르기$/);
    await page.keyboard.press('Enter');
    await headline(page, '이사팀이 정해졌어요');
    await session.close();
  });
}
