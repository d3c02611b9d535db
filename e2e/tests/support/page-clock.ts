import { signIn } from '@movecall/testkit/client';
import { headline, prepareCall, signInByHand } from '@movecall/testkit/visitor';
import { addDays, seoulDay, startOfDay } from '@movecall/values/days';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Site } from './site.ts';

/** Tests of a device whose clock is wrong, and of a form that is open for long. */
export function clockTests(site: Site): void {
  test('a device’s clock that is 40 hours fast signs nobody out and chooses no day', async () => {
    const { system } = site;
    const visitor = await site.visit({ path: '/icon.svg' });
    const { page, context } = visitor;
    await context.clock.setSystemTime(Date.now() + 40 * 3_600_000);
    await page.goto('/');
    await signInByHand(visitor, system.addresses, '01077770055');
    await headline(page, '어떤 이사를 하세요?');
    await page.reload();
    await prepareCall(visitor, { district: '마포', cost: '2500000' });
    expect(await page.getByRole('definition').nth(1).innerText()).toContain(
      monthAndDay(seoulDay(new Date())),
    );
    await context.close();
  });

  test('a form that is open over midnight asks for the day anew', async () => {
    const { system } = site;
    const today = seoulDay(new Date());
    let serverTime = new Date(startOfDay(addDays(today, 1)).getTime() - 30_000);
    const session = await signIn(system.addresses, '01077770056');
    const as = { session, role: 'CUSTOMER' as const };
    const visitor = await site.visit({ as, path: '/icon.svg' });
    const { page, context } = visitor;
    await context.clock.install({ time: serverTime });
    await page.route(
      ({ pathname }) => pathname === '/',
      (route) =>
        route.request().method() === 'HEAD'
          ? route.fulfill({ headers: { date: serverTime.toUTCString() } })
          : route.continue(),
    );
    await page.goto('/');
    await prepareCall(visitor, { district: '마포', cost: '2500000' });
    expect(await reviewedDay(page)).toContain(monthAndDay(today));
    await context.clock.fastForward(60_000);
    serverTime = new Date(serverTime.getTime() + 60_000);

    const asksAnew = async () => {
      await headline(page, '어떤 이사를 하세요?');
      await page.getByText('이사하는 날이 지났어요. 다시 골라 주세요.').waitFor();
      expect(await page.locator('.calendar [data-selected]').count()).toBe(0);
      await page.getByRole('button', { name: '확인하러 가기' }).click();
      expect(await page.getByRole('heading', { name: '이렇게 부를까요?' }).count()).toBe(0);
    };
    await asksAnew();
    const tomorrow = addDays(today, 1);
    await page
      .locator('.calendar')
      .getByRole('button', { name: monthAndDay(tomorrow) })
      .click();
    expect(await page.getByRole('heading', { name: '이렇게 부를까요?' }).count()).toBe(0);
    await page.getByRole('button', { name: '확인하러 가기' }).click();
    expect(await reviewedDay(page)).toContain(monthAndDay(tomorrow));
    serverTime = new Date(serverTime.getTime() + 86_400_000);
    await page.reload();
    await asksAnew();
    await context.close();
    await session.close();
  });
}

/** The day of the move, as the last look before the call shows it. */
const reviewedDay = (page: Page): Promise<string> => page.getByRole('definition').nth(1).innerText();

/** 2026-11-09 → 11월 9일 */
const monthAndDay = (day: string): string => {
  const [, month, date] = day.split('-').map(Number);
  return `${month}월 ${date}일`;
};
