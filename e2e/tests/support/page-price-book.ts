import { askGraphql, signIn } from '@movecall/testkit/client';
import { DESK, headline } from '@movecall/testkit/visitor';
import { addDays, seoulDay } from '@movecall/values/days';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectNoBarriers } from './barriers.ts';
import { errorOf } from './quote-steps.ts';
import { tabUntil } from './tab-until.ts';
import type { Site } from './site.ts';

const ASK = `mutation ($input: QuoteInput!) { requestQuote(input: $input) { quote { id total priceBook } userErrors { code } } }`;
const READ = 'query ($id: ID!) { quote(id: $id) { id total priceBook } }';
interface Quote {
  readonly id: string;
  readonly total: number;
  readonly priceBook: string;
}

/** Tests of the price book. They publish prices. */
export function priceBookTests(site: Site): void {
  async function open(viewport?: typeof DESK) {
    const visitor = await site.visit({
      as: { session: site.system.operator, role: 'OPERATOR' },
      path: '/price-book',
      ...(viewport && { viewport }),
    });
    await headline(visitor.page, '가격표');
    return visitor;
  }
  const group = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
  const base = (page: Page, truck: string) => group(page, truck).getByLabel('포장이사 기본요금 (원)');
  const showChanges = (page: Page) => page.getByRole('button', { name: '바뀌는 요금 보기' });
  const publish = (page: Page) => page.getByRole('button', { name: '발행하기' });
  const version = (page: Page) => page.locator('.in-force strong').innerText();

  async function askQuote(): Promise<Quote> {
    const input = {
      moveType: 'FULL_PACKING',
      location: { address: '서울 마포구 월드컵로 1' },
      destination: { address: '서울 구로구 구로동 2' },
      movingOn: addDays(seoulDay(new Date()), 20),
      tons: 5,
    };
    const { data } = await askGraphql<{ requestQuote: { quote: Quote } }>(site.system.addresses, ASK, {
      input,
    });
    return data!.requestQuote.quote;
  }
  async function readQuote(id: string): Promise<Quote> {
    const { data } = await askGraphql<{ quote: Quote }>(site.system.addresses, READ, { id });
    return data!.quote;
  }

  test('an operator changes a price, sees what it changes, and publishes; quotes that exist keep theirs', async () => {
    const old = await askQuote();
    const { page, consoleErrors } = await open(DESK);
    expect(await version(page)).toBe(old.priceBook);
    const before = Number((await base(page, '5톤').inputValue()).replaceAll(',', ''));
    await base(page, '5톤').fill(String(before + 100_000));
    await page.getByText('1곳을 바꿨어요.').waitFor();
    await showChanges(page).click();
    const preview = page.getByRole('region', { name: '발행하면 이렇게 바뀌어요' }).first();
    await preview.getByText(/^자주 있는 이사 10건 가운데 [1-9]\d?건의 요금이 바뀌어요\.$/).waitFor();
    expect(await preview.getByRole('row').count()).toBe(11);
    expect(await preview.getByRole('cell', { name: '+100,000원' }).count()).toBeGreaterThan(0);

    await publish(page).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('이미 받은 견적은 그대로예요.', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: '발행하기' }).click();
    await page.getByText(/^새 가격표 book-\d+을 발행했어요\.$/).waitFor();
    await expect.poll(() => version(page)).toMatch(/^book-\d+$/);
    await page.getByText('010-0000-0000 운영자가').waitFor();
    expect(await base(page, '5톤').inputValue()).toBe((before + 100_000).toLocaleString('ko-KR'));

    const fresh = await askQuote();
    expect([fresh.total, fresh.priceBook]).toEqual([old.total + 100_000, await version(page)]);
    expect(await readQuote(old.id)).toEqual(old);
    expect(consoleErrors).toEqual([]);
  });

  test('what is refused is said beside its field, and nothing is published', async () => {
    const { page } = await open();
    const inForce = await version(page);
    await base(page, '2.5톤').fill('100000');
    await group(page, '1톤').getByLabel('남자 (명)').fill('둘');
    await showChanges(page).click();
    expect(await errorOf(group(page, '1톤').getByLabel('남자 (명)'))).toBe('숫자로 적어 주세요.');
    await group(page, '1톤').getByLabel('남자 (명)').fill('2');
    await showChanges(page).click();
    await expect.poll(() => errorOf(base(page, '2.5톤'))).toBe('더 작은 트럭보다 쌀 수 없어요.');
    await base(page, '2.5톤').fill('99999999999');
    await showChanges(page).click();
    await expect.poll(() => errorOf(base(page, '2.5톤'))).toBe('10,000원부터 50,000,000원까지 적어 주세요.');
    expect(await publish(page).count()).toBe(0);
    await page.getByRole('button', { name: '되돌리기' }).click();
    await page.getByText('바꾼 곳이 없어요.').waitFor();
    expect(await version(page)).toBe(inForce);
  });

  test('the ladder truck gets one band more or fewer, and the last one stays', async () => {
    const { page } = await open();
    const ladder = group(page, '사다리차');
    const bands = ladder.getByRole('group');
    const count = await bands.count();
    await ladder.getByRole('button', { name: '구간 추가' }).click();
    await page.getByText('1곳을 바꿨어요.').waitFor();
    expect(await bands.count()).toBe(count + 1);
    const added = ladder.getByLabel(`${count}구간, 몇 층까지`);
    await added.fill('1');
    await showChanges(page).click();
    await expect.poll(() => errorOf(added)).toBe('앞 구간보다 높은 층이어야 해요.');
    await ladder.getByRole('button', { name: `${count}구간 빼기` }).click();
    await page.getByText('바꾼 곳이 없어요.').waitFor();

    await ladder.getByRole('button', { name: '1구간 빼기' }).click();
    expect(await bands.count()).toBe(count - 1);
    expect(await ladder.getByRole('button', { name: `${count - 1}구간 빼기` }).count()).toBe(0);
    await showChanges(page).click();
    await publish(page).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '발행하기' }).click();
    await page.getByText(/을 발행했어요\.$/).waitFor();
    await expect.poll(() => bands.count()).toBe(count - 1);
    await page.getByText('바꾼 곳이 없어요.').waitFor();
  });

  test('an edit of a book that is not the newest any more is not published', async () => {
    const [mine, other] = [await open(), await open()];
    await group(mine.page, '추가 서비스').getByLabel('피아노 운반 (원)').fill('170000');
    await showChanges(mine.page).click();
    await publish(mine.page).waitFor();
    await group(other.page, '추가 서비스').getByLabel('돌침대 운반 (원)').fill('110000');
    await showChanges(other.page).click();
    await publish(other.page).click();
    await other.page.getByRole('alertdialog').getByRole('button', { name: '발행하기' }).click();
    await other.page.getByText(/을 발행했어요\.$/).waitFor();

    await publish(mine.page).click();
    const dialog = mine.page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: '발행하기' }).click();
    await dialog.getByText('그 사이에 새 가격표가 발행됐어요.', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: '그대로 두기' }).click();
    await mine.page.getByRole('button', { name: '새 가격표 불러오기' }).click();
    await expect
      .poll(() => group(mine.page, '추가 서비스').getByLabel('돌침대 운반 (원)').inputValue())
      .toBe('110,000');
    expect(await group(mine.page, '추가 서비스').getByLabel('피아노 운반 (원)').inputValue()).toBe('150,000');
  });

  test('an operator publishes with the keyboard alone', async () => {
    const { page } = await open(DESK);
    await tabUntil(page, /^제주 해상 운송/);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('1100000');
    await page.keyboard.press('Enter');
    await publish(page).waitFor();
    await tabUntil(page, /^발행하기$/);
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await tabUntil(page, /^발행하기$/);
    await page.keyboard.press('Enter');
    await page.getByText(/을 발행했어요\.$/).waitFor();
    expect(await page.getByLabel('제주 해상 운송 (원)').inputValue()).toBe('1,100,000');
  });

  test('only operators have it', async () => {
    const session = await signIn(site.system.addresses, '01077770095');
    const { page } = await site.visit({
      as: { session, role: 'CUSTOMER' },
      path: '/price-book',
    });
    await headline(page, '없는 페이지예요');
    await session.close();
  });

  test('axe finds no serious violation, light and dark, on a phone and on a desk', async () => {
    for (const viewport of [undefined, DESK]) {
      const { page } = await open(viewport);
      await base(page, '10톤').fill('2400000');
      await showChanges(page).click();
      await publish(page).waitFor();
      await expectNoBarriers(page);
    }
  });
}
