import { addressField } from '@movecall/testkit/visitor';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

type EndName = '출발지' | '도착지';

/**
 * One end of the move, on the step of the places. Not found by its role: while a field shows suggestions, React Aria hides all else from
 * screen readers, and so from `getByRole`.
 */
export const end = (page: Page, name: EndName): Locator => page.locator(`section[aria-label="${name}"]`);

export const address = (page: Page, name: EndName): Locator =>
  addressField(page, name === '출발지' ? '지금 사는 곳' : '이사 갈 곳');

export const floor = (page: Page, name: EndName): Locator =>
  end(page, name).getByLabel('층', { exact: true });

/** Goes on to the next step, or to the refusals of this one. */
export const next = (page: Page): Promise<void> => page.locator('main button[type=submit]').click();

/** A packed move of a home of 25평: 5 t. */
export async function answerLoad(page: Page): Promise<void> {
  await page.getByText('25평', { exact: true }).click();
  await next(page);
}

/** From 성남시 분당구 to 수원시 영통구. */
export async function answerPlaces(page: Page): Promise<void> {
  await address(page, '출발지').fill('경기 성남시 분당구 정자동 1');
  await address(page, '도착지').fill('경기 수원시 영통구 광교로 156');
  await next(page);
}

/** @param day YYYY-MM-DD, in this month or the next one */
export async function answerDay(page: Page, day: string): Promise<void> {
  const calendar = page.locator('.calendar');
  await calendar.getByRole('grid').waitFor();
  const [, month, date] = day.split('-').map(Number);
  const cell = calendar.getByRole('button', { name: `${month}월 ${date}일` });
  if ((await cell.count()) === 0) await calendar.getByRole('button', { name: '다음 달' }).click();
  await cell.click();
  await next(page);
}

/** The price in view, in won, once the answer to the last change is there. */
export async function shownPrice(page: Page): Promise<number> {
  const price = page.locator('.price[aria-busy=false] strong');
  return Number((await price.innerText()).replaceAll(/\D/g, ''));
}

/** What stands beside a field as its error. */
export async function errorOf(field: Locator): Promise<string> {
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ').filter(Boolean);
  return field
    .page()
    .locator(ids.map((id) => `[id="${id}"]`).join(','))
    .last()
    .innerText();
}
