import { quotedCall } from '@movecall/testkit/move-calls';
import { DESK, PHONE } from '@movecall/testkit/visitor';
import { addDays, seoulDay } from '@movecall/values/days';
import { expect, test } from 'vitest';
import { expectNoBarriers } from './barriers.ts';
import { cardOf, dayText, dispatchBoard } from './dispatch-board.ts';
import type { Site } from './site.ts';
import { tabUntil } from './tab-until.ts';

/** Tests of moves to another day on the dispatch board. */
export function otherDayTests(site: Site): void {
  const { open, teamsOf } = dispatchBoard(site);

  test('the keyboard moves a quoted job to another day and team once its new price is confirmed; a second board shows it', async () => {
    const { customer, operator } = site.system;
    const [from, to] = [13, await dayOfOtherPrice(13, [12, 10, 6, 4, 2, 1])];
    const { id, total } = await quotedCall(customer, addDays(seoulDay(new Date()), from));
    await site.system.settle();
    const [team = ''] = await teamsOf(id);
    const [{ page, consoleErrors }, other] = [await open(), await open()];
    const dialog = page.getByRole('alertdialog');
    const rows = (await page.getByRole('rowheader').allInnerTexts()).map((text) => text.slice(0, 3));
    const steps = rows.indexOf('임광현') - rows.indexOf(team);
    const drop = async (): Promise<void> => {
      await page.keyboard.press('Enter');
      for (let day = from; day > to; day -= 1) await page.keyboard.press('ArrowLeft');
      for (let row = Math.abs(steps); row > 0; row -= 1)
        await page.keyboard.press(steps < 0 ? 'ArrowUp' : 'ArrowDown');
      await page.getByText(/임광현 팀, .* 종일\. 놓을 수 있어요\.$/).waitFor();
      await page.keyboard.press('Enter');
      await dialog.waitFor();
    };
    await cardOf(page, from, team).focus();
    await drop();
    await page.keyboard.press('Escape');
    await cardOf(page, from, team).and(page.locator(':focus')).waitFor();

    await drop();
    const times = await dialog.getByRole('definition').allInnerTexts();
    expect(times.map((text) => text.slice(0, 3))).toEqual([team, '임광현']);
    for (const [nth, days] of [from, to].entries()) expect(times[nth]).toMatch(dayText(days));
    await tabUntil(page, /^확인$/);
    await page.keyboard.press('Enter');
    const agree = dialog.getByRole('button', { name: '이 금액으로 확인' }).and(page.locator(':focus'));
    await agree.waitFor();
    for (const viewport of [PHONE, DESK]) {
      await page.setViewportSize(viewport);
      await expectNoBarriers(page);
    }
    const sums = await dialog.locator('.sums').innerText();
    expect(await teamsOf(id)).toEqual([team]);
    await agree.press('Enter');
    await cardOf(page, to, '임광현').and(page.locator(':focus')).waitFor();
    await cardOf(other.page, to, '임광현').waitFor();
    await page.locator('.held-bar').getByText('에 배정했어요.').first().waitFor();
    expect(await page.getByRole('button', { name: '되돌리기' }).count()).toBe(0);
    const { moveCall } = await operator.ask<{ moveCall: { cost: number } }>(
      'query ($id: ID!) { moveCall(id: $id) { cost } }',
      { id },
    );
    expect(moveCall.cost).not.toBe(total);
    expect(sums).toBe(`${won(total)} → ${won(moveCall.cost)}`);
    expect(consoleErrors).toEqual([]);
  });

  /** The first of some days that makes a move dearer or cheaper than another one does. Days from today. */
  async function dayOfOtherPrice(than: number, days: readonly number[]): Promise<number> {
    const today = seoulDay(new Date());
    const quote = { moveType: 'FULL_PACKING', location: { address: '마포구' }, movingOn: today, tons: 5 };
    const { movingDays } = await site.system.operator.ask<{ movingDays: { total: number }[] }>(
      'query ($from: Date!, $to: Date!, $quote: QuoteInput!) { movingDays(from: $from, to: $to, quote: $quote) { total } }',
      { from: today, to: addDays(today, than), quote },
    );
    return days.find((day) => movingDays[day]?.total !== movingDays[than]?.total) ?? than;
  }
}

const won = (amount: number): string => `${amount.toLocaleString('ko-KR')}원`;
