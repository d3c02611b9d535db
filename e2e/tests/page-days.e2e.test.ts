import { addDays, seoulDay } from '@movecall/values/days';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { acceptedMove, watchUntil } from '@movecall/testkit/move-calls';
import { headline, type Visitor } from '@movecall/testkit/visitor';
import { expectNoBarriers } from './support/barriers.ts';
import { answerLoad, answerPlaces, next, shownPrice } from './support/quote-steps.ts';
import { sharedSite, startSite, withoutChromium } from './support/site.ts';

const REGISTER_COMPANY = `mutation ($input: CompanyInput!) {
  registerCompany(input: $input) { company { id } userErrors { code } }
}`;
const REGISTER_MOVER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { mover { id } userErrors { code } }
}`;

/** A system whose only teams are those that the test registers. */
const withoutTeams = () => startSite({ seed: () => Promise.resolve(0) });

describe.skipIf(withoutChromium)('a calendar with the price and the room of each day', () => {
  const site = sharedSite(withoutTeams);
  const day = addDays(seoulDay(new Date()), 40);
  beforeAll(async () => {
    // With one team of an insured company, a day has little room, and none once the team has a call on it.
    const { registerCompany } = await site.system.operator.ask<{
      registerCompany: { company: { id: string } };
    }>(REGISTER_COMPANY, {
      input: {
        name: '한팀이사',
        representative: '한대표',
        registrationNumber: '120-81-47521',
        permitNumber: '서울 제2020-0001호',
        insuredUntil: addDays(day, 365),
        phone: '02-123-4567',
        address: '서울 마포구 양화로 1',
      },
    });
    await site.system.operator.ask(REGISTER_MOVER, {
      input: {
        companyId: registerCompany.company.id,
        name: '한팀',
        tel: '01063450701',
        plate: '34가4567',
        base: { address: '마포구' },
        moveTypes: ['FULL_PACKING'],
      },
    });
    const id = await acceptedMove(site.system.customer, { address: 'mapo', cost: 1_000_000, movingOn: day });
    await watchUntil(site.system.customer, id, 'CONFIRMED');
  });

  async function openDays(load: (page: Page) => Promise<void> = answerLoad): Promise<Visitor> {
    const visitor = await site.visit({ path: '/quote' });
    await load(visitor.page);
    await answerPlaces(visitor.page);
    await headline(visitor.page, '언제 이사하세요?');
    return visitor;
  }

  test('shows what each day costs, asks once for each month, and says which days have no room', async () => {
    const { page, consoleErrors } = await openDays();
    const asked = questionsOf(page);
    await showMonth(page, day);
    const [full, few] = [cellOf(page, day), cellOf(page, neighbour(day))];
    await expect.poll(() => textsIn(full)).toContain('마감');
    expect(await textsIn(few)).toContain('임박');
    await page.getByText('이사팀이 모두 찬 날').waitFor();
    expect(await full.getAttribute('aria-description')).toMatch(/^[\d,]+원, 이사팀이 모두 찼어요/);

    await few.click();
    await page.getByText('이사팀이 얼마 남지 않았어요.', { exact: false }).waitFor();
    await full.click();
    await page.getByText('자리가 날 때까지 기다려요.', { exact: false }).waitFor();
    const total = await shownPrice(page);
    expect(await textsIn(full)).toContain(`${Math.round(total / 10_000)}만`);
    // This month and the months on the way to that day, each once, however many days were chosen since.
    expect(new Set(asked).size).toBe(asked.length);
    await next(page);
    await headline(page, '견적이 나왔어요');
    expect(consoleErrors).toEqual([]);
  });

  test('a load of more than 2.5 tons is offered the whole day only, a smaller one half days too', async () => {
    const small = await openDays(async (page) => {
      await page.getByText('원룸', { exact: true }).click();
      await next(page);
    });
    await small.page.getByText('오전 8시~오후 1시').click();
    await small.page.goto('/quote');
    await small.page.getByText('25평', { exact: true }).click();
    await next(small.page);
    await headline(small.page, '어디에서 어디로 가세요?');
    await next(small.page);
    await headline(small.page, '언제 이사하세요?');
    await small.page.getByText('2.5톤이 넘는 이사는 하루 종일 걸려요.').waitFor();
    expect(await small.page.getByText('오전 8시~오후 1시').count()).toBe(0);
    await showMonth(small.page, day);
    await cellOf(small.page, neighbour(day)).click();
    await next(small.page);
    await headline(small.page, '견적이 나왔어요');
  });

  test('while assign is away, prices stay and nothing is said about room', async () => {
    await site.system.stack.stop('assign');
    try {
      const { page } = await openDays();
      await showMonth(page, day);
      await expect.poll(() => textsIn(cellOf(page, day))).toHaveLength(2);
      expect(await textsIn(cellOf(page, day))).toEqual([
        String(Number(day.slice(8))),
        expect.stringMatching(/만$/),
      ]);
    } finally {
      await site.system.stack.start('assign');
    }
  });

  test('while manage is away, the calendar is a plain one', async () => {
    const { page } = await openDays();
    await site.system.stack.stop('manage');
    try {
      await page.reload();
      await showMonth(page, day);
      const cell = cellOf(page, day);
      await cell.click();
      await calendar(page).locator('.unknown').first().waitFor({ state: 'detached' });
      expect(await textsIn(cell)).toEqual([String(Number(day.slice(8)))]);
      expect(await page.getByRole('alert').count()).toBe(0);
    } finally {
      await site.system.stack.start('manage');
    }
  });

  test('axe finds no serious violation in the calendar, light and dark', async () => {
    const { page } = await openDays();
    await showMonth(page, day);
    await cellOf(page, day).click();
    await page.getByText('자리가 날 때까지 기다려요.', { exact: false }).waitFor();
    await expectNoBarriers(page);
  });
});

/** The months that the page asks for from now on. */
function questionsOf(page: Page): string[] {
  const months: string[] = [];
  page.on('request', (request) => {
    const { query, variables } = JSON.parse(request.postData() ?? '{}') as {
      query?: string;
      variables?: { from: string };
    };
    if (query?.includes('query MovingDays') && variables) months.push(variables.from);
  });
  return months;
}

const calendar = (page: Page): Locator => page.locator('.calendar');

/** Turns to the month of a day, which is this one, the next one or the one after it. */
async function showMonth(page: Page, day: string): Promise<void> {
  await calendar(page).getByRole('grid').waitFor();
  for (let month = 0; month < 2 && (await cellOf(page, day).count()) === 0; month += 1)
    await calendar(page).getByRole('button', { name: '다음 달' }).click();
}

function cellOf(page: Page, day: string): Locator {
  const [, month, date] = day.split('-').map(Number);
  return calendar(page).getByRole('button', { name: `${month}월 ${date}일` });
}

/** Another day of the same month. */
const neighbour = (day: string): string => addDays(day, Number(day.slice(8)) > 15 ? -1 : 1);

/** What the style sheet draws in a cell. */
const textsIn = (cell: Locator): Promise<(string | null)[]> =>
  cell
    .locator('[data-text]')
    .evaluateAll((parts) =>
      parts.map((part) => (part as unknown as { dataset: Record<string, string> }).dataset['text'] ?? null),
    );
