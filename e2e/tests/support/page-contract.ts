import { until } from '@movecall/service/until';
import { type Session, signIn } from '@movecall/testkit/client';
import { findMove, freeDay, quotedCall, watchUntil } from '@movecall/testkit/move-calls';
import { textOfPdf } from '@movecall/testkit/pdf-text';
import { DESK, headline, signInByHand } from '@movecall/testkit/visitor';
import { addDays, seoulDay, startOfDay } from '@movecall/values/days';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoBarriers } from './barriers.ts';
import type { Site } from './site.ts';

const won = (amount: number): string => `${amount.toLocaleString('ko-KR')}원`;

/** Tests of the contract of a call. */
export function contractTests(site: Site): void {
  /** A confirmed call with a quote, of a customer. */
  let customer: Session;
  let id: string;
  /** Of its quote, KRW. */
  let total: number;
  beforeAll(async () => {
    customer = await signIn(site.system.addresses, '01077770091');
    // Not today's in Seoul: on its day a move stays where it is.
    const tomorrow = startOfDay(addDays(seoulDay(new Date()), 1));
    ({ id, total } = await quotedCall(customer, await freeDay(site.system.operator, 1, tomorrow)));
    await watchUntil(customer, id, 'CONFIRMED');
    await site.system.settle();
    // A thread that has drawn none yet loads its fonts first, which takes a slow machine longer than a request may.
    const first = `${site.system.addresses.router}/calls/${id}/contract/pdf`;
    const headers = { authorization: `Bearer ${customer.token}` };
    await until('the first PDF', async () => (await fetch(first, { headers })).ok || undefined);
  });
  afterAll(async () => {
    await customer.close();
  });

  const open = (
    session: Session,
    role: 'CUSTOMER' | 'OPERATOR' | 'MOVER',
    path: string,
    viewport?: typeof DESK,
  ) => site.visit({ as: { session, role }, path, ...(viewport && { viewport }) });

  /** Presses the button, and reads what the browser saves. */
  async function savePdf(page: Page, begin: () => Promise<unknown>) {
    const [download] = await Promise.all([page.waitForEvent('download'), begin()]);
    const bytes = await readFile(await download.path());
    return { name: download.suggestedFilename(), bytes, text: await textOfPdf(bytes) };
  }
  const button = (page: Page) => page.getByRole('button', { name: 'PDF로 저장' });

  test('the customer opens it from the call, reads it, and saves it as a PDF with the same text', async () => {
    const { page, consoleErrors } = await open(customer, 'CUSTOMER', `/calls/${id}`);
    await page.getByRole('link', { name: '계약서 보기' }).click();
    await headline(page, '이사 계약서');
    expect(new URL(page.url()).pathname).toBe(`/calls/${id}/contract`);
    await page.getByText('010-7777-0091').first().waitFor();
    const { name, bytes, text } = await savePdf(page, () => button(page).click());
    expect(name).toBe(`이사계약서-${id}-버전1.pdf`);
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    await page.getByText('PDF를 저장했어요.').waitFor();
    const said = await page.locator('.paper :is(h1, h2, dt, dd, td, li, strong)').allInnerTexts();
    expect(said.length).toBeGreaterThan(40);
    for (const each of said) expect(text).toContain(each.replace(/\s/g, ''));
    expect(consoleErrors).toEqual([]);
  });

  test('a PDF that is not ready yet is asked for again', async () => {
    const { page } = await open(customer, 'CUSTOMER', `/calls/${id}/contract`);
    await headline(page, '이사 계약서');
    const unavailable = { errors: [{ message: 'soon', extensions: { code: 'SERVICE_UNAVAILABLE' } }] };
    await page.route('**/contract/pdf', (route) => route.fulfill({ status: 503, json: unavailable }), {
      times: 1,
    });
    const { text } = await savePdf(page, () => button(page).click());
    expect(text).toContain(id);
  });

  test('it prints as a sheet: in ink on white, without the shell and the buttons', async () => {
    const { page } = await open(customer, 'CUSTOMER', `/calls/${id}/contract`);
    await headline(page, '이사 계약서');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.getByRole('banner').isVisible()).toBe(false);
    expect(await button(page).isVisible()).toBe(false);
    const ink = await page.evaluate<string>(`getComputedStyle(document.querySelector('.paper h1')).color`);
    expect(ink).toBe('rgb(22, 26, 33)');
    const printed = await textOfPdf(await page.pdf({ preferCSSPageSize: true }));
    expect(printed).toContain('계약서');
    expect(printed).not.toContain('로그아웃');
    await page.emulateMedia({ media: 'screen' });
    const asked = page.evaluate(`new Promise((resolve) => { window.print = () => resolve('asked'); })`);
    await page.getByRole('button', { name: '인쇄' }).click();
    expect(await asked).toBe('asked');
  });

  test('the address of the PDF leads a visitor to the sign-in, and then saves it', async () => {
    const visitor = await site.visit({ path: `/calls/${id}/contract/pdf` });
    const { page } = visitor;
    const { text } = await savePdf(page, () => signInByHand(visitor, site.system.addresses, customer.tel));
    expect(text).toContain(id);
    await headline(page, '이사 계약서');
  });

  test('team and operator see it too; to another customer there is none', async () => {
    const team = await signIn(
      site.system.addresses,
      (await findMove(site.system.operator, id))?.mover?.tel ?? '',
    );
    for (const [session, role] of [
      [team, 'MOVER'],
      [site.system.operator, 'OPERATOR'],
    ] as const) {
      const { page } = await open(session, role, `/calls/${id}`, DESK);
      await page.getByRole('link', { name: '계약서 보기' }).click();
      await headline(page, '이사 계약서');
    }
    const stranger = await signIn(site.system.addresses, '01077770092');
    const { page } = await open(stranger, 'CUSTOMER', `/calls/${id}/contract`);
    await headline(page, '계약서가 없어요');
    await team.close();
    await stranger.close();
  });

  test('axe finds no serious violation, light and dark, on a phone and on a desk', async () => {
    for (const viewport of [undefined, DESK]) {
      const { page } = await open(customer, 'CUSTOMER', `/calls/${id}/contract`, viewport);
      await headline(page, '이사 계약서');
      await expectNoBarriers(page);
    }
  });

  test('the customer chooses a day with another price, agrees to it, and finds the day on page and contract', async () => {
    const { page, consoleErrors } = await open(customer, 'CUSTOMER', `/calls/${id}`);
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: '이사 날짜 바꾸기' }).click();
    await dialog.getByRole('button', { name: '다음 달' }).click();
    // A day on which teams have room: its description ends with the price.
    const other = dialog
      .locator(
        `[role=button]:not([aria-disabled])[aria-description$="원"]:not([aria-description="${won(total)}"])`,
      )
      .first();
    const price = (await other.getAttribute('aria-description'))?.split(' ').at(-1) ?? '';
    const [day = ''] = /\d+월 \d+일/.exec((await other.getAttribute('aria-label')) ?? '') ?? [];
    await other.click();
    await expectNoBarriers(page);
    await dialog.getByRole('button', { name: '날짜 바꾸기' }).click();
    await dialog.getByText(`${won(total)} → ${price}`).waitFor();
    await expectNoBarriers(page);
    // The focus has stayed on the button, which says now what it agrees to.
    expect(await page.evaluate('document.activeElement.innerText')).toBe('이 금액으로 바꾸기');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('status').getByText(`이사 날짜를 바꿨어요: ${day}`, { exact: false }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.innerText')).toBe('이사 날짜 바꾸기');
    await site.system.settle();
    await page.getByRole('region', { name: '호출 내용' }).getByText(day, { exact: false }).waitFor();
    await page.getByRole('region', { name: '청구서' }).getByText(price, { exact: true }).first().waitFor();
    await page.getByRole('link', { name: '계약서 보기' }).click();
    await headline(page, '이사 계약서');
    await page.locator('.paper').getByText(day, { exact: false }).first().waitFor();
    expect(consoleErrors).toEqual([]);
  });
}
