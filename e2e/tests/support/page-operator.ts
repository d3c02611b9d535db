import { addressField, DESK, openShortForm, prepareCall } from '@movecall/testkit/visitor';
import { expect, test } from 'vitest';
import type { System } from '../../support/system.ts';
import { callsOf } from './calls-of.ts';
import type { Site } from './site.ts';

/** Tests of the pages of an operator, after customers have called. */
export function operatorTests(site: Site): void {
  test('an operator sees statistics, searches calls, and makes a call for a customer', async () => {
    const { system } = site;
    const { page, consoleErrors } = await site.visit({
      as: { session: system.operator, role: 'OPERATOR' },
      viewport: DESK,
      path: '/board',
    });
    await page.getByText(/가운데 값 [\d.]+초/).waitFor();
    await expect.poll(() => page.locator('canvas').count()).toBe(2);
    const rows = page.getByRole('region', { name: '호출 목록' }).getByRole('row');
    await page.getByLabel('찾기').fill('0002');
    await expect
      .poll(async () => (await rows.allInnerTexts()).slice(1))
      .toEqual([expect.stringContaining('010-7777-0002')]);
    await page.getByLabel('찾기').fill('');
    await page.getByRole('button', { name: /호출취소/ }).click();
    await expect
      .poll(async () => (await rows.allInnerTexts()).slice(1).every((text) => text.includes('호출취소')))
      .toBe(true);

    await page.getByRole('link', { name: '대신 부르기' }).click();
    await openShortForm(page);
    await page.getByLabel('고객 휴대폰번호').fill('010-7777-0004');
    await prepareCall({ page, consoleErrors, context: page.context() }, { district: '송파', cost: '900000' });
    await page.getByRole('button', { name: '이사팀 부르기' }).click();
    await page.getByRole('heading', { name: '주문과 알림톡' }).waitFor();
    await system.settle();
    await page.getByRole('button', { name: '다시 보기' }).click();
    await page
      .getByText(/알림톡 도착/)
      .first()
      .waitFor();
    expect(await callsOf(system, '01077770004')).toBe(1);
    expect(consoleErrors).toEqual([]);
  });

  test('an operator registers a mover of a company, makes it unavailable and changes its company', async () => {
    const { system } = site;
    const { page, consoleErrors } = await site.visit({
      as: { session: system.operator, role: 'OPERATOR' },
      viewport: DESK,
      path: '/movers',
    });
    const form = page.getByRole('form', { name: '이사팀 등록' });
    await form.getByLabel('이름').fill('한가람');
    await form.getByLabel('휴대폰번호', { exact: true }).fill('010-9999-0001');
    await form.getByLabel('차량번호').fill('번호판');
    await addressField(page, '있는 곳').fill('도봉구');
    // Suggestions would hide the form from `getByRole`.
    await addressField(page, '있는 곳').blur();
    await form.getByRole('button', { name: '등록하기' }).click();
    await expect.poll(() => form.getByLabel('차량번호').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('차량번호').fill('88가1234');
    await form.getByLabel('업체').selectOption('한강이사');
    await form.getByRole('button', { name: '등록하기' }).click();
    await form.getByText('한가람 팀을 등록했어요.').waitFor();
    await page.getByRole('button', { name: '도봉구, 1팀 중 1팀이 받아요' }).click();
    const team = page.getByRole('listitem').filter({ hasText: '한가람' });
    await team.getByText('받아요').click();
    await team.getByText('쉬어요').waitFor();
    await page.getByRole('button', { name: '도봉구, 1팀 중 0팀이 받아요' }).waitFor();
    const [row] = await system.sql.assign`select available from movers where name = '한가람'`;
    expect(row).toEqual({ available: false });
    expect(await companyOf(system, '한가람')).toBe('한강이사');
    await team.getByRole('button', { name: /^고치기/ }).click();
    const dialog = page.getByRole('dialog', { name: '한가람 팀 고치기' });
    await dialog.getByLabel('인원 (명)').fill('30');
    await dialog.getByRole('button', { name: '저장하기' }).click();
    await dialog.getByText('팀 인원은 1~20명으로 입력해 주세요.').waitFor();
    await dialog.getByLabel('인원 (명)').fill('4');
    await dialog.getByLabel('업체').selectOption('남산익스프레스');
    await dialog.getByLabel('트럭').selectOption('2.5톤까지');
    await dialog.getByLabel('가는 지역').selectOption('시·군·구 이름으로');
    await dialog.getByLabel('시·군·구', { exact: true }).fill('서울 도봉구, 서울 노원구');
    await dialog.getByRole('button', { name: '저장하기' }).click();
    await team.getByText('남산익스프레스 · 2.5톤까지 · 4명 · 서울 노원구 외 1곳').waitFor();

    await team.getByRole('button', { name: /^쉬는 날/ }).click();
    const days = page.getByRole('dialog', { name: '한가람 팀 쉬는 날' });
    await days.getByRole('button', { name: '다음 달' }).click();
    await days.getByRole('gridcell').getByRole('button', { name: /15일/ }).click();
    await days.getByRole('button', { name: '닫기' }).click();
    await team.getByRole('button', { name: /^쉬는 날 1/ }).waitFor();
    expect(consoleErrors).toEqual([]);
  });
}

/** The name of a mover's company; null when it has none. */
async function companyOf(system: System, mover: string): Promise<string | null> {
  const [row] = await system.sql.assign<{ name: string | null }[]>`
    select companies.name from movers left join companies on companies.id = company_id where movers.name = ${mover}`;
  return row?.name ?? null;
}
