import { acceptedMove } from '@movecall/testkit/move-calls';
import { DESK, PHONE } from '@movecall/testkit/visitor';
import { messagesTo } from '@movecall/testkit/client';
import { addDays, koreanDay, seoulDay } from '@movecall/values/days';
import { nationalTel, type Tel } from '@movecall/values/tel';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectNoBarriers } from './support/barriers.ts';
import { cardOf, dayText, dispatchBoard } from './support/dispatch-board.ts';
import { otherDayTests } from './support/page-other-day.ts';
import { sharedSite, withoutChromium } from './support/site.ts';
import { tabUntil } from './support/tab-until.ts';

describe.skipIf(withoutChromium)('the dispatch board in a browser', () => {
  const site = sharedSite();
  const { open, teamsOf } = dispatchBoard(site);
  let customers = 0;

  const telOfCustomer = (nth: number): string => `0107778${String(nth).padStart(4, '0')}`;

  /** A call of a customer of its own. @param days from today */
  async function call(days: number, address = '마포구'): Promise<string> {
    customers += 1;
    const id = await acceptedMove(site.system.operator, {
      address,
      cost: 1_500_000,
      movingOn: addDays(seoulDay(new Date()), days),
      tel: telOfCustomer(customers),
    });
    await site.system.settle();
    return id;
  }

  async function telOf(team: string): Promise<string> {
    const [row] = await site.system.sql.assign<{ tel: Tel }[]>`select tel from movers where name = ${team}`;
    return row ? nationalTel(row.tel) : '';
  }

  /** The templates of the messages on a phone that name a day. @param days from today */
  async function toldOfDay(days: number, tel: string): Promise<string[]> {
    const day = koreanDay(addDays(seoulDay(new Date()), days));
    const messages = await messagesTo(site.system.addresses, tel);
    return messages.filter(({ text }) => text.includes(day)).map(({ templateId }) => templateId);
  }

  test('the keyboard alone moves a job to another team; a second board shows it; it is taken back', async () => {
    const callId = await call(3);
    const [team = ''] = await teamsOf(callId);
    const [{ page, consoleErrors }, other] = [await open(), await open()];
    await cardOf(page, 3, team).focus();
    await page.keyboard.press('Enter');
    await page.getByText('놓을 자리를 골라 주세요.').waitFor();
    // The first team of the list has no neighbour above.
    const up = await page.getByRole('rowheader').first().innerText();
    await page.keyboard.press(up.startsWith(team) ? 'ArrowDown' : 'ArrowUp');
    await page.getByText(/팀, .* 종일\. 놓을 수 있어요\.$/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '되돌리기' }).waitFor();
    const [first, moved = ''] = await teamsOf(callId);
    expect([first, moved === team]).toEqual([team, false]);
    await cardOf(page, 3, moved).and(page.locator(':focus')).waitFor();
    await cardOf(other.page, 3, moved).waitFor();

    await page.getByRole('button', { name: '되돌리기' }).click();
    for (const board of [page, other.page]) await cardOf(board, 3, team).waitFor();
    expect(await teamsOf(callId)).toEqual([team, moved, team]);

    // Somebody else moves it on, so that the last move cannot be taken back any more.
    const [third = ''] = TEAMS.filter((name) => name !== team && name !== moved);
    await give(callId, third);
    await cardOf(page, 3, third).waitFor();
    await page.getByRole('button', { name: '되돌리기' }).click();
    await page.getByText('그사이 배정이 바뀌었어요.').first().waitFor();
    expect((await teamsOf(callId)).at(-1)).toBe(third);
    expect(consoleErrors).toEqual([]);
  });

  test('the pointer drags a job to another team; a team that is taken refuses it where it is dropped', async () => {
    const calls = [await call(5), await call(5)];
    const [[mine = ''], [taken = '']] = [await teamsOf(calls[0] ?? ''), await teamsOf(calls[1] ?? '')];
    const { page, consoleErrors } = await open();
    await drag(page, cardOf(page, 5, mine), spot(page, 5, taken));
    await page.locator('.plan').getByText('그 시간에 이미 이사가 있어요.').waitFor();
    await page.keyboard.press('Escape');
    expect(await teamsOf(calls[0] ?? '')).toEqual([mine]);

    const free = ['백영곤', '안채우', '임광현'].find((name) => name !== mine && name !== taken) ?? '';
    await drag(page, cardOf(page, 5, mine), spot(page, 5, free));
    await cardOf(page, 5, free).waitFor();
    expect(await teamsOf(calls[0] ?? '')).toEqual([mine, free]);
    await site.system.settle();
    expect(await toldOfDay(5, await telOf(mine))).toEqual(['JOB_ASSIGNED', 'JOB_RELEASED']);
    expect(await toldOfDay(5, await telOf(free))).toEqual(['JOB_ASSIGNED']);
    expect(await toldOfDay(5, telOfCustomer(customers - 1))).toEqual([
      'CALL_ACCEPTED',
      'MOVER_CONFIRMED',
      'MOVER_CONFIRMED',
    ]);
    expect(consoleErrors).toEqual([]);
  });

  const spot = (page: Page, days: number, team: string): Locator =>
    page
      .getByRole('button', { name: new RegExp(`^${team} 팀, .*에 놓기$`) })
      .and(page.getByRole('button', { name: dayText(days) }));

  /** The spots are there once the card is on its way. */
  async function drag(page: Page, card: Locator, to: Locator): Promise<void> {
    await card.hover();
    await page.mouse.down();
    const { x = 0, y = 0 } = (await card.boundingBox()) ?? {};
    await page.mouse.move(x + 12, y + 12, { steps: 4 });
    await to.hover({ force: true });
    await page.mouse.up();
  }

  test('a job that waits is given to a team by a tap on it and a tap on the team', async () => {
    const far = await call(7, '부산 해운대구');
    expect(await teamsOf(far)).toEqual([]);
    const { page } = await open(PHONE);
    const waiting = page.getByRole('region', { name: /^팀을 기다리는 이사/ });
    await waiting.getByText('이 지역에 갈 수 있는 이사팀이 없어요.').waitFor();
    await waiting.getByRole('button', { name: /^해운대구 / }).click();
    await page.getByText('놓을 자리를 골라 주세요.').waitFor();
    await spot(page, 7, '백영곤').click();
    await waiting.getByText('기다리는 이사가 없어요.').waitFor();
    expect(await teamsOf(far)).toEqual(['백영곤']);
  });

  test('a job that waits on an old board is not taken from the team that another operator has given it to', async () => {
    const far = await call(8, '부산 해운대구');
    const { page } = await open();
    const waiting = page.getByRole('region', { name: /^팀을 기다리는 이사/ });
    await waiting.getByRole('button', { name: /^해운대구 / }).waitFor();
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Dispatch(') ? route.abort() : route.continue(),
    );
    await give(far, '안채우');
    await waiting.getByRole('button', { name: /^해운대구 / }).click();
    await spot(page, 8, '백영곤').click();
    await page.getByText('그사이 배정이 바뀌었어요.').first().waitFor();
    expect(await teamsOf(far)).toEqual(['안채우']);
  });

  test('a plan of a day is refused as a whole when a job has changed, asked for again and applied, with the keyboard', async () => {
    const [mapo, gangnam] = [await call(11), await call(11, '강남구')];
    const [[near = ''], [south = '']] = [await teamsOf(mapo), await teamsOf(gangnam)];
    const [other = ''] = TEAMS.filter((name) => name !== near && name !== south);
    // The two teams have each other's job now.
    for (const [id, team] of [
      [mapo, other],
      [gangnam, near],
      [mapo, south],
    ] as const)
      await give(id, team);

    const { page, consoleErrors } = await open();
    await page
      .getByRole('button', { name: /지도와 계획 보기$/ })
      .nth(11)
      .press('Enter');
    await page
      .getByRole('heading', { name: dayText(11) })
      .and(page.locator(':focus'))
      .waitFor();
    await tabUntil(page, /^거리를 줄이는 계획 세우기$/);
    await page.keyboard.press('Enter');
    const status = page.getByRole('status').filter({ hasText: '이사 2건의 팀을 바꾸면' });
    await status.waitFor();
    const preview = page.getByRole('region', { name: '계획 미리 보기' });
    expect(await preview.getByRole('listitem').allInnerTexts()).toEqual([
      // The one that saves most comes first.
      expect.stringMatching(new RegExp(`강남구 이사.*${near} 팀.*${south} 팀`, 's')),
      expect.stringMatching(new RegExp(`마포구 이사.*${south} 팀.*${near} 팀`, 's')),
    ]);
    for (const viewport of [PHONE, DESK]) {
      await page.setViewportSize(viewport);
      await expectNoBarriers(page);
    }

    // Another operator is faster.
    await give(gangnam, other);
    await tabUntil(page, /^2건 모두 적용$/);
    await page.keyboard.press('Enter');
    await page.getByText('계획을 만든 뒤에 배정이 바뀌었어요.').waitFor();
    expect([await teamsOf(mapo), await teamsOf(gangnam)].map((teams) => teams.at(-1))).toEqual([
      south,
      other,
    ]);

    await page.getByRole('button', { name: '계획 다시 세우기' }).and(page.locator(':focus')).press('Enter');
    await preview.getByRole('button', { name: '2건 모두 적용' }).click();
    await page.getByText('이사 2건의 팀을 바꿨어요.').waitFor();
    await cardOf(page, 11, near).waitFor();
    await cardOf(page, 11, south, '강남구').waitFor();
    await page.getByRole('button', { name: '계획 다시 세우기' }).click();
    await page.getByText('더 줄일 거리가 없어요.').waitFor();
    expect(consoleErrors).toEqual([]);
  });

  const TEAMS = ['백영곤', '안채우', '유승오', '임광현', '장윤정', '옥준삼'];

  /** Another operator gives a call to a team. */
  async function give(callId: string, team: string): Promise<void> {
    const [mover] = await site.system.sql.assign<
      { id: string }[]
    >`select id from movers where name = ${team}`;
    const { reassignMoveCall } = await site.system.operator.ask<{
      reassignMoveCall: { userErrors: unknown[] };
    }>(
      `mutation ($id: ID!, $moverId: ID!) {
        reassignMoveCall(id: $id, moverId: $moverId, reason: "배차 조정") { userErrors { code } }
      }`,
      { id: callId, moverId: mover?.id },
    );
    expect(reassignMoveCall.userErrors).toEqual([]);
  }

  test('axe finds no serious violation on a phone and on a desk, also with a job picked up and the map open', async () => {
    const callId = await call(9);
    const [team = ''] = await teamsOf(callId);
    for (const viewport of [PHONE, DESK]) {
      const { page } = await open(viewport);
      await page
        .getByRole('button', { name: /지도와 계획 보기$/ })
        .nth(9)
        .click();
      await page.getByRole('heading', { name: dayText(9) }).waitFor();
      await cardOf(page, 9, team).click();
      await page.getByText('놓을 자리를 골라 주세요.').waitFor();
      await expectNoBarriers(page);
    }
  });

  otherDayTests(site);
});
