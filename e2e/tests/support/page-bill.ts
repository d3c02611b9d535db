import { type Session, signIn } from '@movecall/testkit/client';
import { findMove, freeDay, quotedCall, watchUntil } from '@movecall/testkit/move-calls';
import { DESK, headline } from '@movecall/testkit/visitor';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Site } from './site.ts';

const won = (amount: number): string => `${amount.toLocaleString('ko-KR')}원`;
const billOn = (page: Page) => page.getByRole('region', { name: '청구서' });

/** Opens the page of a confirmed call with a quote, as its customer, as an operator, and as its team. */
async function openBill(site: Site, tel: string) {
  const { system } = site;
  const customer = await signIn(system.addresses, tel);
  const { id, total } = await quotedCall(customer, await freeDay(system.operator, 6, new Date()));
  await watchUntil(customer, id, 'CONFIRMED');
  const call = await findMove(system.operator, id);
  const team = await signIn(system.addresses, call?.mover?.tel ?? '');
  const open = (session: Session, role: 'CUSTOMER' | 'OPERATOR' | 'MOVER', viewport?: typeof DESK) =>
    site.visit({
      as: { session, role },
      path: `/calls/${id}`,
      ...(viewport && { viewport }),
    });
  return { id, total, customer, team, open };
}

async function record(page: Page, what: string, amount: number): Promise<void> {
  await page.getByText('결제 기록하기').click();
  const form = page.getByRole('form', { name: '결제 기록' });
  await form.getByLabel('무엇을').selectOption({ label: what });
  await form.getByLabel('어떻게').selectOption('현금');
  await form.getByLabel('금액 (원)').fill(String(amount));
  await form.getByRole('button', { name: '기록하기' }).click();
  await form.getByText(`기록했어요: ${what} ${won(amount)}`).waitFor();
  await page.getByText('결제 기록하기').click();
}

/** Tests of the bill of a call, and of what a cancel costs. */
export function billTests(site: Site): void {
  test('a customer sees the bill, what a cancel costs before it, and what it has cost after it', async () => {
    const { total, customer, team, open } = await openBill(site, '01077770031');
    const { page, consoleErrors } = await open(customer, 'CUSTOMER');
    const unit = total / 10;
    await billOn(page).getByText(won(total)).first().waitFor();
    expect(await page.getByText('결제 기록하기').count()).toBe(0);

    await page.getByRole('button', { name: '호출 취소하기' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog
      .getByText(`위약금은 총요금의 10%인 ${won(unit)}이에요. 더 낼 금액은 ${won(unit)}이에요.`, {
        exact: false,
      })
      .waitFor();
    await dialog.getByRole('button', { name: '취소하기', exact: true }).click();
    await headline(page, '호출을 취소했어요');
    await billOn(page).getByText('취소 위약금').waitFor();
    await billOn(page).getByText('남은 금액').waitFor();
    expect(await billOn(page).getByRole('definition').last().innerText()).toBe(won(unit));
    expect(consoleErrors).toEqual([]);
    await customer.close();
    await team.close();
  });

  test('team and operator record payments; an operator’s dialog tells the company’s part and the customer’s', async () => {
    const { total, customer, team, open } = await openBill(site, '01077770032');
    const atTeam = await open(team, 'MOVER');
    await record(atTeam.page, '계약금을 받았어요', total / 10);
    await billOn(atTeam.page).getByText('계약금 결제').waitFor();

    const { page, consoleErrors } = await open(site.system.operator, 'OPERATOR', DESK);
    await billOn(page).getByText('현금 · 이사팀 기록').waitFor();
    await record(page, '정정: 낸 금액을 줄여요', 10_000);
    await billOn(page).getByText('현금 · 운영자 기록').waitFor();
    const paid = total / 10 - 10_000;
    await billOn(page).getByText(won(paid), { exact: true }).waitFor();

    await page.getByRole('button', { name: '호출 취소하기' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog
      .getByText(`고객에게 배상해요. 낸 금액 중 ${won(paid)}이 환불돼요.`, { exact: false })
      .waitFor();
    await dialog.getByText('고객이 취소해 달라고 했어요').click();
    await dialog.getByText('더 낼 금액은 10,000원이에요.', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: '취소하기', exact: true }).click();
    await headline(page, '호출을 취소했어요');
    await billOn(page).getByText('취소 위약금').waitFor();
    expect(await billOn(page).getByRole('definition').last().innerText()).toBe('10,000원');
    expect([...consoleErrors, ...atTeam.consoleErrors]).toEqual([]);
    await customer.close();
    await team.close();
  });
}
