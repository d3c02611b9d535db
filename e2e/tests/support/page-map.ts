import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DESK, headline, PHONE, type Visitor } from '@movecall/testkit/visitor';
import { expectNoBarriers } from './barriers.ts';
import { address, answerLoad, end, next, shownPrice } from './quote-steps.ts';
import type { Site } from './site.ts';

/** Tests of the map of the country on which both homes are chosen. */
export function mapTests(site: Site): void {
  async function openMap(viewport = PHONE): Promise<Visitor> {
    const visitor = await site.visit({ path: '/quote', viewport });
    const { page } = visitor;
    await answerLoad(page);
    await headline(page, '어디에서 어디로 가세요?');
    await mapButton(page, '출발지').click();
    await sido(page, '경기').waitFor();
    return visitor;
  }

  test('a 시·도 opens, one of its 시·군·구 is chosen, and the distance to the other end is told', async () => {
    const { page, consoleErrors } = await openMap();
    await sido(page, '경기').click();
    const regions = page.getByRole('radiogroup', { name: '지금 사는 곳의 시·군·구' });
    await regions.getByText('수원', { exact: true }).click();
    expect(await address(page, '출발지').inputValue()).toBe('경기 수원시');
    expect(await shownPrice(page)).toBeGreaterThan(0);

    await mapButton(page, '도착지').click();
    await page.getByRole('button', { name: '부산', exact: true }).click();
    await page.getByRole('radiogroup', { name: '이사 갈 곳의 시·군·구' }).getByText('해운대').click();
    expect(await address(page, '도착지').inputValue()).toBe('부산 해운대구');
    await page.getByText('직선거리 302km').first().waitFor();

    await regions.page().getByRole('button', { name: '전국' }).first().click();
    await sido(page, '세종').click();
    expect(await address(page, '출발지').inputValue()).toBe('세종시');
    await next(page);
    await headline(page, '언제 이사하세요?');
    expect(consoleErrors).toEqual([]);
  });

  test('a map that is opened again begins where the address is, and an edited address is marked', async () => {
    const { page } = await openMap();
    await address(page, '출발지').fill('부산 중구 중앙대로 1');
    await address(page, '출발지').blur();
    await mapButton(page, '출발지').click();
    await mapButton(page, '출발지').click();
    const region = page.getByRole('radio', { name: '중구' });
    await expect.poll(() => region.isChecked()).toBe(true);
    await address(page, '출발지').fill('대구 중구');
    // Suggestions would hide the map from `getByRole`.
    await address(page, '출발지').blur();
    await expect.poll(() => region.isChecked()).toBe(false);
  });

  test('the keyboard alone opens a 시·도, chooses in it, and comes back', async () => {
    const { page } = await openMap();
    await mapButton(page, '출발지').focus();
    await page.keyboard.press('Tab');
    expect(await focusedText(page)).toBe('서울');
    for (let nth = 0; nth < 16 && (await focusedText(page)) !== '경기'; nth += 1)
      await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('radiogroup', { name: '지금 사는 곳의 시·군·구' }).waitFor();
    expect(await focusedText(page)).toBe('수원');
    await page.keyboard.press('ArrowRight');
    expect(await address(page, '출발지').inputValue()).toBe('경기 성남시');
    await page.keyboard.press('Shift+Tab');
    expect(await focusedText(page)).toBe('전국');
    await page.keyboard.press('Enter');
    await sido(page, '경기').waitFor();
    expect(await focusedText(page)).toBe('경기');
  });

  test('axe finds no serious violation on the map, light and dark, on a phone and on a desk', async () => {
    for (const viewport of [PHONE, DESK]) {
      const { page } = await openMap(viewport);
      await expectNoBarriers(page);
      await sido(page, '전남광주').click();
      await page.getByText('여수', { exact: true }).click();
      await expectNoBarriers(page);
    }
  });
}

const mapButton = (page: Page, name: '출발지' | '도착지'): Locator =>
  end(page, name).getByRole('button', { name: /^지도/ });

const sido = (page: Page, name: string): Locator =>
  end(page, '출발지').getByRole('button', { name, exact: true });

const focusedText = (page: Page): Promise<string> =>
  page.evaluate('(document.activeElement.labels?.[0] ?? document.activeElement).innerText');
