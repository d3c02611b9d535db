import { signIn } from '@movecall/testkit/client';
import { addDays, seoulDay } from '@movecall/values/days';
import { DESK, headline, signInByHand } from '@movecall/testkit/visitor';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { barriers } from './barriers.ts';
import { callsOf } from './calls-of.ts';
import { answerDay, answerLoad, answerPlaces, next } from './quote-steps.ts';
import type { Site } from './site.ts';

/** Tests of agreeing to a quote, by which it becomes a call. */
export function agreeingTests(site: Site): void {
  /** Goes from an empty draft to the consent. */
  async function reachConsent(page: Page): Promise<void> {
    await answerLoad(page);
    await answerPlaces(page);
    await answerDay(page, addDays(seoulDay(new Date()), 20));
    await headline(page, '견적이 나왔어요');
    await page.getByRole('link', { name: '이 견적으로 부르기' }).click();
    await headline(page, '마지막으로 확인해 주세요');
  }
  const agree = (page: Page): Promise<void> => page.locator('.react-aria-Checkbox').click();
  const call = (page: Page) => page.getByRole('button', { name: /원에 부르기$/ });

  test('a visitor moving from 분당구 to 영통구 gets a quote, signs in, agrees, and is confirmed', async () => {
    const { system } = site;
    const visitor = await site.visit({ path: '/quote' });
    const { page, consoleErrors } = visitor;
    await reachConsent(page);
    expect(await barriers(page)).toEqual([]);
    const { pathname } = new URL(page.url());
    await page.getByRole('link', { name: '로그인하고 부르기' }).click();
    await signInByHand(visitor, system.addresses, '01077770074');
    await headline(page, '마지막으로 확인해 주세요');
    expect(new URL(page.url()).pathname).toBe(pathname);
    expect(await barriers(page)).toEqual([]);

    await call(page).click();
    await page.getByText('내용을 읽고 동의해 주세요.').waitFor();
    await agree(page);
    await call(page).dblclick();
    await headline(page, '이사팀이 정해졌어요');
    await system.settle();
    expect(await callsOf(system, '01077770074')).toBe(1);
    // The draft has become a call.
    await page.getByRole('link', { name: '이사 부르기' }).click();
    expect(await page.getByRole('radio', { name: '25평' }).isChecked()).toBe(false);
    expect(consoleErrors).toEqual([]);
  });

  test('a quote that has changed since is shown and agreed to anew', async () => {
    const { system } = site;
    const session = await signIn(system.addresses, '01077770075');
    const { page } = await site.visit({
      as: { session, role: 'CUSTOMER' },
      path: '/quote',
    });
    await reachConsent(page);
    const other = await page.context().newPage();
    await other.goto(new URL(page.url()).pathname.replace('/consent', ''));
    await other.getByRole('button', { name: '고치기' }).click();
    await other.getByText('반포장이사').click();
    for (const step of ['어디에서 어디로 가세요?', '언제 이사하세요?', '견적이 나왔어요']) {
      await next(other);
      await headline(other, step);
    }
    await agree(page);
    await call(page).click();
    await page.getByText('그사이에 견적이 바뀌었어요.', { exact: false }).waitFor();
    await page.getByRole('button', { name: '바뀐 견적 보기' }).click();
    await page.getByText('반포장이사 5톤').waitFor();
    await call(page).click();
    await page.getByText('내용을 읽고 동의해 주세요.').waitFor();
    await agree(page);
    await call(page).click();
    await headline(page, '이사팀이 정해졌어요');
    await session.close();
  });

  test('an operator makes a quote on the phone and calls for the customer', async () => {
    const { system } = site;
    const { page } = await site.visit({
      as: { session: system.operator, role: 'OPERATOR' },
      path: '/quote',
      viewport: DESK,
    });
    await reachConsent(page);
    await page.getByText('고객이 전화로 위 내용에 동의했어요').click();
    await call(page).click();
    await page.getByText('고객의 휴대폰번호를 적어 주세요.').waitFor();
    await page.getByLabel('고객 휴대폰번호').fill('010-7777-0076');
    await call(page).click();
    await page.getByRole('heading', { name: '주문과 알림톡' }).waitFor();
    await system.settle();
    expect(await callsOf(system, '01077770076')).toBe(1);
  });
}
