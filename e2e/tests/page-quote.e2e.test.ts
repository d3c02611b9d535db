import { addDays, seoulDay } from '@movecall/values/days';
import { describe, expect, test } from 'vitest';
import { DESK, headline, signInByHand } from '@movecall/testkit/visitor';
import { agreeingTests } from './support/page-agreeing.ts';
import { expectNoBarriers } from './support/barriers.ts';
import { tabUntil } from './support/tab-until.ts';
import {
  address,
  answerDay,
  answerLoad,
  answerPlaces,
  end,
  errorOf,
  floor,
  next,
  shownPrice,
} from './support/quote-steps.ts';
import { sharedSite, withoutChromium } from './support/site.ts';

describe.skipIf(withoutChromium)('the way to a quote in a browser', () => {
  const site = sharedSite();
  const open = (path = '/quote') => site.visit({ path });
  const day = addDays(seoulDay(new Date()), 20);

  test('a visitor goes from the first page to a quote, and the price moves with each answer', async () => {
    const { page, consoleErrors } = await open('/');
    await page.getByRole('link', { name: '이사 부르기' }).click();
    await answerLoad(page);
    await headline(page, '어디에서 어디로 가세요?');
    await address(page, '출발지').fill('경기 성남시 분당구 정자동 1');
    const bare = await shownPrice(page);
    await end(page, '출발지').getByText('사다리차를 쓸게요').click();
    await expect.poll(() => shownPrice(page)).toBe(bare + 150_000);
    await floor(page, '출발지').fill('15');
    await expect.poll(() => shownPrice(page)).toBe(bare + 210_000);
    await address(page, '도착지').fill('부산 해운대구');
    await expect.poll(() => shownPrice(page)).toBeGreaterThan(bare + 600_000);
    await next(page);
    await answerDay(page, day);
    await headline(page, '견적이 나왔어요');
    const bill = page.getByRole('region', { name: '견적 금액' });
    await bill.getByText('사다리차 (출발지 15층)').waitFor();
    await page.getByText('경기 성남시 분당구 정자동 1, 15층', { exact: false }).waitFor();
    expect(consoleErrors).toEqual([]);
  });

  test('browser buttons lead back and forth, a reload keeps every answer, and a change makes the quote’s next version', async () => {
    const { page } = await open();
    await answerLoad(page);
    await answerPlaces(page);
    await answerDay(page, day);
    await headline(page, '견적이 나왔어요');
    const { pathname } = new URL(page.url());
    await page.goBack();
    await headline(page, '언제 이사하세요?');
    await page.goBack();
    await headline(page, '어디에서 어디로 가세요?');
    await page.reload();
    expect(await address(page, '도착지').inputValue()).toBe('경기 수원시 영통구 광교로 156');
    await page.goForward();
    await page.goForward();
    await headline(page, '견적이 나왔어요');

    const before = await page.getByRole('region', { name: '견적 금액' }).innerText();
    await page.getByRole('button', { name: '고치기' }).click();
    await headline(page, '어떤 이사를 하세요?');
    expect(await page.getByRole('radio', { name: '25평' }).isChecked()).toBe(true);
    await page.getByText('반포장이사').click();
    for (const step of ['어디에서 어디로 가세요?', '언제 이사하세요?', '견적이 나왔어요']) {
      await next(page);
      await headline(page, step);
    }
    expect(new URL(page.url()).pathname).toBe(pathname);
    expect(await page.getByRole('region', { name: '견적 금액' }).innerText()).not.toBe(before);
    await page.getByText('반포장이사 5톤').waitFor();
  });

  test('a visitor who signs in takes the draft along; the next visitor and another person see nothing of it', async () => {
    const visitor = await open();
    const { page } = visitor;
    await answerLoad(page);
    await answerPlaces(page);
    await headline(page, '언제 이사하세요?');
    await page.getByRole('link', { name: '로그인' }).click();
    await signInByHand(visitor, site.system.addresses, '01077770071');
    await headline(page, '언제 이사하세요?');
    await page.goto('/quote/places');
    expect(await address(page, '출발지').inputValue()).toBe('경기 성남시 분당구 정자동 1');

    await page.getByRole('button', { name: '로그아웃' }).click();
    await page.goto('/quote');
    await headline(page, '어떤 이사를 하세요?');
    expect(await page.getByRole('radio', { name: '25평' }).isChecked()).toBe(false);
    await page.getByRole('link', { name: '로그인' }).click();
    await signInByHand(visitor, site.system.addresses, '01077770072');
    await page.goto('/quote/places');
    // Without a load, the first step comes first.
    await headline(page, '어떤 이사를 하세요?');
    expect(await page.content()).not.toContain('정자동');
  });

  test('a quote that a customer has read is absent to the next visitor', async () => {
    const visitor = await open();
    const { page } = visitor;
    await answerLoad(page);
    await answerPlaces(page);
    await answerDay(page, day);
    await headline(page, '견적이 나왔어요');
    const { pathname } = new URL(page.url());
    await page.getByRole('link', { name: '로그인' }).click();
    await signInByHand(visitor, site.system.addresses, '01077770073');
    await headline(page, '견적이 나왔어요');
    const stranger = await open(pathname);
    await headline(stranger.page, '견적을 찾을 수 없어요');
    await stranger.page.getByRole('button', { name: '새 견적 받기' }).click();
    await headline(stranger.page, '어떤 이사를 하세요?');
  });

  test('each refusal stands beside its field, on the step that has it', async () => {
    const { page } = await open();
    await next(page);
    await page.getByText('집 크기를 고르거나 짐을 담아 주세요.').waitFor();
    await answerLoad(page);
    await headline(page, '어디에서 어디로 가세요?');
    await next(page);
    expect(await errorOf(address(page, '출발지'))).toBe('어디에서 이사하는지 알려 주세요.');
    expect(await errorOf(address(page, '도착지'))).toBe('어디로 이사하는지 알려 주세요.');

    await address(page, '출발지').fill('달나라 1번지');
    await address(page, '도착지').fill('중구');
    await floor(page, '출발지').fill('0');
    await next(page);
    expect(await errorOf(address(page, '출발지'))).toMatch(/^위치를 찾지 못했어요/);
    expect(await errorOf(address(page, '도착지'))).toMatch(/서울 중구, 부산 중구/);
    expect(await errorOf(floor(page, '출발지'))).toMatch(/^층은 1층부터/);
    await address(page, '출발지').fill('서울 마포구 월드컵로 1');
    await address(page, '도착지').fill('서울 마포구 월드컵로 1');
    await floor(page, '출발지').fill('칠');
    await next(page);
    expect(await errorOf(floor(page, '출발지'))).toBe('층을 숫자로 적어 주세요.');
    await floor(page, '출발지').fill('7');
    await next(page);
    expect(await errorOf(address(page, '도착지'))).toMatch(/^출발지와 도착지가 같아요/);
    await address(page, '도착지').fill('부산 해운대구');
    await next(page);
    expect(await errorOf(floor(page, '출발지'))).toMatch(/^방문 견적이 필요한 이사예요/);
    await floor(page, '출발지').fill('3');
    await next(page);

    await headline(page, '언제 이사하세요?');
    await next(page);
    await page.getByText('이사하는 날을 골라 주세요.').waitFor();
    await answerDay(page, day);
    await headline(page, '견적이 나왔어요');
  });

  test('a load that needs a visit is refused on the step that lists it', async () => {
    const { page } = await open();
    await page.getByText('40평', { exact: true }).click();
    await page.getByText('거실', { exact: true }).click();
    const sofa = page.getByRole('button', { name: '4인용 소파 하나 더하기' });
    for (let nth = 0; nth < 4; nth += 1) await sofa.click();
    await next(page);
    await answerPlaces(page);
    await headline(page, '어떤 이사를 하세요?');
    await page.getByText('방문 견적이 필요한 이사예요.', { exact: false }).waitFor();
    await page.getByText('거실', { exact: true }).click();
    for (let nth = 0; nth < 4; nth += 1)
      await page.getByRole('button', { name: '4인용 소파 하나 빼기' }).click();
    await next(page);
    await next(page);
    await headline(page, '언제 이사하세요?');
  });

  test('axe finds no serious violation on any step, light and dark, on a phone and on a desk', async () => {
    for (const viewport of [undefined, DESK]) {
      const { page } = await site.visit({
        path: '/quote',
        ...(viewport && { viewport }),
      });
      await page.getByText('25평', { exact: true }).click();
      await page.getByText('주방', { exact: true }).click();
      await expectNoBarriers(page);
      await next(page);
      await address(page, '출발지').fill('달나라');
      await next(page);
      await expectNoBarriers(page);
      await answerPlaces(page);
      await headline(page, '언제 이사하세요?');
      await expectNoBarriers(page);
      await answerDay(page, day);
      await headline(page, '견적이 나왔어요');
      await expectNoBarriers(page);
    }
  });

  test('a visitor reaches a quote with the keyboard alone', async () => {
    const { page } = await open();
    await headline(page, '어떤 이사를 하세요?');
    const tabTo = (name: RegExp) => tabUntil(page, name);
    await tabTo(/^원룸$/);
    await page.keyboard.press('Space');
    await tabTo(/^주방/);
    await page.keyboard.press('Enter');
    await tabTo(/^소형 냉장고 하나 더하기$/);
    await page.keyboard.press('Enter');
    await page.getByText('짐 23개', { exact: false }).waitFor();
    await tabTo(/^다음$/);
    await page.keyboard.press('Enter');
    await headline(page, '어디에서 어디로 가세요?');
    await tabTo(/^지금 사는 곳$/);
    await page.keyboard.type('수원시');
    await tabTo(/^이사 갈 곳$/);
    await page.keyboard.type('마포구');
    await page.keyboard.press('Enter');
    await headline(page, '언제 이사하세요?');
    await tabTo(/월요일|화요일|수요일|목요일|금요일|토요일|일요일/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await tabTo(/^견적 보기$/);
    await page.keyboard.press('Enter');
    await headline(page, '견적이 나왔어요');
  });

  agreeingTests(site);
});
