import { type Session, signIn } from '@movecall/testkit/client';
import { acceptedMove, findMove, quotedCall, watchUntil } from '@movecall/testkit/move-calls';
import { DESK, headline } from '@movecall/testkit/visitor';
import { addDays, seoulDay } from '@movecall/values/days';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoBarriers } from './support/barriers.ts';
import { sharedSite, withoutChromium } from './support/site.ts';

const TEL = '01077770095';
const TODAY = seoulDay(new Date());
/** The first team that the first data has: the nearest one to `mapo`. */
const TEAM = '01023456789';

const CANCEL = 'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }';

describe.skipIf(withoutChromium)('the page of a team in a browser', () => {
  const site = sharedSite();
  let customer: Session;
  let team: Session;
  beforeAll(async () => {
    customer = await signIn(site.system.addresses, TEL);
    const { id } = await quotedCall(customer, TODAY);
    await watchUntil(customer, id, 'CONFIRMED');
    await site.system.settle();
    team = await signIn(site.system.addresses, (await findMove(site.system.operator, id))?.mover?.tel ?? '');
  });
  afterAll(async () => {
    await Promise.all([customer.close(), team.close()]);
  });

  const open = (viewport?: typeof DESK) =>
    site.visit({ as: { session: team, role: 'MOVER' }, ...(viewport && { viewport }) });
  const todaysJob = (page: Page) => page.getByRole('region', { name: '오늘' }).getByRole('article');

  test('the team sees what today’s job needs, calls the customer and drives there', async () => {
    const { page, consoleErrors } = await open();
    await page.waitForURL('**/team');
    const job = todaysJob(page);
    for (const text of ['서울 마포구 월드컵로 1', '7층 · 엘리베이터 있음 · 사다리차 필요', '포장이사', '5톤'])
      await job.getByText(text).first().waitFor();
    expect(await job.getByRole('link', { name: /고객에게 전화하기/ }).getAttribute('href')).toBe(
      `tel:${TEL}`,
    );
    const route = await job
      .getByRole('group', { name: '출발지 길 안내' })
      .getByRole('link', { name: 'T맵' })
      .getAttribute('href');
    expect(route).toMatch(/^https:\/\/map\.kakao\.com\/link\/to\/.+,37\.\d+,126\.\d+$/);
    await job.getByRole('link', { name: '금액과 계약서 보기' }).click();
    await headline(page, '이사팀이 정해졌어요');
    expect(await page.getByRole('button', { name: '호출 취소하기' }).count()).toBe(0);
    expect(consoleErrors).toEqual([]);
  });

  test('axe finds no serious violation, light and dark, on a phone and on a desk', async () => {
    for (const viewport of [undefined, DESK]) {
      const { page } = await open(viewport);
      await todaysJob(page).waitFor();
      await page.getByRole('grid', { name: /쉬는 날/ }).waitFor();
      await expectNoBarriers(page);
    }
  });

  test('the team takes a day off and takes it back; a day with a job is refused', async () => {
    const { page, consoleErrors } = await open();
    // Far enough to lie in next month's sheet at times, and near enough to be in this one's or the next's.
    const day = addDays(TODAY, 9);
    const cell = page.getByRole('button', { name: nameOf(day) });
    const daysOff = async () =>
      (
        await site.system.sql.assign<{ day: string }[]>`
          select (lower(during) at time zone 'Asia/Seoul')::date::text as day from bookings where call_id is null`
      ).map((row) => row.day);
    await page.getByRole('grid', { name: /쉬는 날/ }).waitFor();
    if ((await cell.count()) === 0) await page.getByRole('button', { name: '다음 달' }).click();
    await cell.click();
    await page.locator('[data-off]').waitFor();
    expect(await cell.getAttribute('aria-description')).toBe('쉬는 날');
    expect(await daysOff()).toEqual([day]);
    await cell.click();
    await page.locator('[data-off]').waitFor({ state: 'detached' });
    expect(await daysOff()).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: nameOf(TODAY) }).click();
    await page.getByText('이미 이사가 잡혀 있어요.', { exact: false }).waitFor();
    expect(await daysOff()).toEqual([]);
    expect(consoleErrors).toEqual([]);
  });

  test('a new job appears without a reload, and one that is cancelled goes', async () => {
    const nearest = await signIn(site.system.addresses, TEAM);
    const { page, consoleErrors } = await site.visit({ as: { session: nearest, role: 'MOVER' } });
    await page.getByText('실시간으로 보고 있어요').waitFor();
    const move = { address: 'mapo', cost: 2_345_000, movingOn: addDays(TODAY, 3) };
    const id = await acceptedMove(customer, move);
    await watchUntil(customer, id, 'CONFIRMED');
    const job = page.locator('summary').filter({ hasText: '2,345,000원' });
    await job.waitFor();
    await customer.ask(CANCEL, { id });
    await job.waitFor({ state: 'detached' });
    expect(consoleErrors).toEqual([]);
    await nearest.close();
  });

  test('the team reports 출발, and 도착 without a signal, which is sent with its own moment later', async () => {
    const { page, context } = await open();
    const job = todaysJob(page);
    await job.getByRole('button', { name: '출발 알리기' }).click();
    const steps = job.getByRole('region', { name: '오늘의 진행' });
    await steps
      .getByRole('listitem')
      .filter({ hasText: /^출발 오[전후] \d+:\d\d$/ })
      .waitFor();
    await context.setOffline(true);
    await job.getByRole('button', { name: '도착 알리기' }).click();
    await steps.getByText('신호가 잡히면 보낼게요').waitFor();
    const reported = () =>
      site.system.sql.assign`select step, at < received_at as "isLater" from progress_steps`;
    expect(await reported()).toMatchObject([{ step: 'DEPARTED' }]);
    await context.setOffline(false);
    await steps.getByText('신호가 잡히면 보낼게요').waitFor({ state: 'detached' });
    await steps
      .getByRole('listitem')
      .filter({ hasText: /^도착 오[전후] \d+:\d\d$/ })
      .waitFor();
    expect(await reported()).toMatchObject([{ step: 'DEPARTED' }, { step: 'ARRIVED', isLater: true }]);
    expect(await job.getByRole('button', { name: /알리기/ }).count()).toBe(0);
    await expectNoBarriers(page);
    await job.getByRole('link', { name: '금액과 계약서 보기' }).click();
    await page.getByText(/^출발 오[전후] \d+:\d\d · 도착 오[전후] \d+:\d\d$/).waitFor();
  });

  test('offers appear and go at once; the team takes one, declines another, and each is off the page then', async () => {
    const { sql } = site.system;
    const nearest = await signIn(site.system.addresses, TEAM);
    await sql.assign`update companies set dispatch_mode = 'OFFER'`;
    const [wanted, unwanted, ended] = [2_400_000, 2_500_000, 2_600_000];
    const { page, consoleErrors } = await site.visit({ as: { session: nearest, role: 'MOVER' } });
    await page.getByText('실시간으로 보고 있어요').waitFor();
    await page.waitForLoadState('networkidle');
    const looks: string[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('MyOffers')) looks.push(request.url());
    });
    const ids: string[] = [];
    for (const [nth, cost] of [wanted, unwanted, ended].entries())
      ids.push(await acceptedMove(customer, { address: 'mapo', cost, movingOn: addDays(TODAY, 4 + nth) }));
    const offer = (cost: number) =>
      page
        .getByRole('article')
        .filter({ hasText: `${cost.toLocaleString('ko-KR')}원` })
        .filter({ hasText: '남음' });
    await offer(wanted)
      .getByText(/^\d:\d\d 남음$/)
      .waitFor();
    await offer(ended).waitFor();
    await customer.ask(CANCEL, { id: ids[2] });
    await offer(ended).waitFor({ state: 'detached' });
    // All that came without asking.
    expect(looks).toEqual([]);
    await expectNoBarriers(page);
    await offer(wanted).getByRole('button', { name: '맡기' }).click();
    await page.locator('summary').filter({ hasText: '2,400,000원' }).waitFor();
    await offer(wanted).waitFor({ state: 'detached' });
    await offer(unwanted).getByRole('button', { name: '거절하기' }).click();
    await page.getByRole('heading', { name: '새 제안' }).waitFor({ state: 'detached' });
    expect(await page.locator('summary').filter({ hasText: '2,500,000원' }).count()).toBe(0);
    expect(consoleErrors).toEqual([]);
    await sql.assign`update companies set dispatch_mode = 'AUTO'`;
    await nearest.close();
  });

  test('without a network the page opens and shows what it knew last; a sign-out forgets it', async () => {
    const { page, context } = await open();
    await todaysJob(page).waitFor();
    // The page keeps its files once it has been shown.
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
    await context.setOffline(true);
    await page.reload();
    await todaysJob(page).getByText('서울 마포구 월드컵로 1').waitFor();
    await page.getByText(/오프라인, .+ 기준/).waitFor();
    await context.setOffline(false);
    await page.getByText('실시간으로 보고 있어요').waitFor();
    expect(await page.getByText(/오프라인, .+ 기준/).count()).toBe(0);
    const kept = (): Promise<string> => page.evaluate("localStorage.getItem('movecall.kept') ?? ''");
    expect(await kept()).toContain(TEL);
    await page.getByRole('button', { name: '로그아웃' }).click();
    await page.getByLabel('휴대폰번호').waitFor();
    expect(await kept()).toBe('');
  });
});

/** What React Aria calls a day of the calendar. */
const nameOf = (day: string): RegExp => {
  const [year, month, date] = day.split('-').map(Number);
  return new RegExp(`${year}년 ${month}월 ${date}일`);
};
