import { addDays, seoulDay } from '@movecall/values/days';
import { expect, test } from 'vitest';
import { expectNoBarriers } from './barriers.ts';
import type { Site } from './site.ts';

/** Tests of the page of companies. */
export function companyTests(site: Site): void {
  test('an operator registers a company, reads beside the fields what is wrong, and changes it', async () => {
    const { system } = site;
    const { page, consoleErrors } = await site.visit({
      as: { session: system.operator, role: 'OPERATOR' },
      path: '/companies',
    });
    await page.getByRole('button', { name: '업체 등록' }).click();
    const form = page.getByRole('dialog', { name: '업체 등록' });
    const save = (): Promise<void> => form.getByRole('button', { name: '저장하기' }).click();
    await save();
    const wrong = form.locator('[aria-invalid=true]');
    await expect.poll(() => wrong.count()).toBe(7);
    const entered = {
      이름: '새벽이사',
      대표자: '정새벽',
      사업자등록번호: '120-81-47520',
      허가번호: '서울 제2024-0042호',
      '보험 마지막 날': addDays(seoulDay(new Date()), -1),
      전화번호: '1588-1234',
      주소: '서울 도봉구 마들로 656',
    };
    for (const [label, text] of Object.entries(entered))
      await form.getByLabel(label, { exact: true }).fill(text);
    await save();
    await expect.poll(() => wrong.count()).toBe(2);
    for (const [label, problem] of [
      ['사업자등록번호', '사업자등록번호를 확인해 주세요.'],
      ['보험 마지막 날', '보험 만료일은 오늘부터'],
    ] as const)
      await form
        .locator('.field', { has: page.getByLabel(label) })
        .getByText(problem)
        .waitFor();
    await expectNoBarriers(page);
    expect(await system.sql.assign`select from companies where name = '새벽이사'`).toEqual([]);
    await form.getByLabel('사업자등록번호').fill('120-81-47521');
    await form.getByLabel('보험 마지막 날').fill(addDays(seoulDay(new Date()), 300));
    await save();

    const company = page.getByRole('listitem').filter({ hasText: '새벽이사' });
    await company.getByText('1588-1234').waitFor();
    await expectNoBarriers(page);
    await company.getByRole('button', { name: /^고치기/ }).click();
    const change = page.getByRole('dialog', { name: '새벽이사 고치기' });
    expect(await change.getByLabel('전화번호').inputValue()).toBe('1588-1234');
    await change.getByLabel('전화번호').fill('02 6300 9012');
    await change.getByLabel('배정 방식').selectOption('먼저 물어보고 배정해요');
    await change.getByRole('button', { name: '저장하기' }).click();
    await company.getByText('02-6300-9012').waitFor();
    await company.getByText('먼저 물어보고 배정해요').waitFor();
    expect(consoleErrors).toEqual([]);
  });
}
