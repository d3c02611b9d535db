import { signIn } from '@movecall/testkit/client';
import type { Page, Request } from 'playwright-core';
import { expect, test } from 'vitest';
import { addressField, headline, type Visitor } from '@movecall/testkit/visitor';
import { expectNoBarriers } from './barriers.ts';
import { address, answerLoad, end, shownPrice } from './quote-steps.ts';
import type { Site } from './site.ts';

/** Tests of an address field that suggests. */
export function addressTests(site: Site): void {
  /** The step of the places, once its fields suggest. */
  async function openPlaces(): Promise<Visitor> {
    const visitor = await site.visit({ path: '/quote' });
    await answerLoad(visitor.page);
    await headline(visitor.page, '어디에서 어디로 가세요?');
    await address(visitor.page, '출발지').and(visitor.page.getByRole('combobox')).waitFor();
    return visitor;
  }

  test('a suggestion that is picked with the keyboard brings its position; an edited text does not', async () => {
    const { page, consoleErrors } = await openPlaces();
    const from = address(page, '출발지');
    await from.pressSequentially('월드컵북로 400');
    const suggestion = page.getByRole('option', { name: '서울 마포구 월드컵북로 400' });
    await suggestion.getByText('지번 서울 마포구 상암동 1605').waitFor();
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(() => from.getAttribute('aria-activedescendant'))
      .toBe(await suggestion.getAttribute('id'));
    const picked = askedNext(page);
    await page.keyboard.press('Enter');
    expect(await from.inputValue()).toBe('서울 마포구 월드컵북로 400');
    expect((await picked).location).toEqual({
      address: '서울 마포구 월드컵북로 400',
      latitude: 37.5794,
      longitude: 126.8899,
    });
    await suggestion.waitFor({ state: 'detached' });

    const detailed = askedNext(page);
    await end(page, '출발지').getByLabel('상세 주소 (선택)').fill('101동 1203호');
    expect((await detailed).location).toMatchObject({
      address: '서울 마포구 월드컵북로 400, 101동 1203호',
      latitude: 37.5794,
    });
    const edited = askedNext(page);
    await from.fill('서울 마포구 월드컵북로 40');
    expect((await edited).location).toEqual({ address: '서울 마포구 월드컵북로 40, 101동 1203호' });
    expect(consoleErrors).toEqual([]);
  });

  test('Escape and Tab leave the text as it was typed, and Enter without a chosen suggestion goes on', async () => {
    const { page } = await openPlaces();
    const [from, to] = [address(page, '출발지'), address(page, '도착지')];
    await from.pressSequentially('수원');
    const option = page.getByRole('option', { name: '경기 수원시', exact: true });
    await option.waitFor();
    await page.keyboard.press('Escape');
    await option.waitFor({ state: 'detached' });
    expect(await from.inputValue()).toBe('수원');
    await from.pressSequentially('시');
    await option.waitFor();
    await page.keyboard.press('Tab');
    await option.waitFor({ state: 'detached' });
    expect(await from.inputValue()).toBe('수원시');
    await to.pressSequentially('해운대');
    await page.getByRole('option', { name: '부산 해운대구' }).waitFor();
    await page.keyboard.press('Enter');
    await headline(page, '언제 이사하세요?');
  });

  test('a syllable that is being composed is neither picked nor lost', async () => {
    const { page } = await openPlaces();
    const from = address(page, '출발지');
    await from.focus();
    const keyboard = await page.context().newCDPSession(page);
    const compose = (text: string) =>
      keyboard.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    for (const text of ['ㅎ', '해', '해우', '해운', '해운ㄷ', '해운대']) await compose(text);
    await page.getByRole('option', { name: '부산 해운대구' }).waitFor();
    await compose('해운댁');
    expect(await from.inputValue()).toBe('해운댁');
    await compose('해운대');
    await keyboard.send('Input.insertText', { text: '해운대' });
    expect(await from.inputValue()).toBe('해운대');
    await page.getByRole('option', { name: '부산 해운대구' }).click();
    expect(await from.inputValue()).toBe('부산 해운대구');
  });

  test('an answer that a later letter has overtaken is not shown', async () => {
    const { page } = await openPlaces();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('"query":"마포"')) await held;
      await route.continue();
    });
    const from = address(page, '출발지');
    const overtaken = page.waitForRequest(
      (request) => request.postData()?.includes('"query":"마포"') ?? false,
    );
    await from.pressSequentially('마포');
    const late = (await overtaken).response();
    await from.fill('해운대');
    await page.getByRole('option', { name: '부산 해운대구' }).waitFor();
    release();
    await (await late)?.finished();
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['부산 해운대구']);
  });

  test('while suggestions fail, nobody is told, and a typed name leads to a price', async () => {
    const { page } = await openPlaces();
    await site.system.stack.stop('call');
    try {
      const failed = page.waitForResponse(
        (response) => response.request().postData()?.includes('SuggestPlaces') ?? false,
      );
      await address(page, '출발지').pressSequentially('수원시');
      await (await failed).finished();
      expect(await shownPrice(page)).toBeGreaterThan(0);
      expect(await page.getByRole('alert').count()).toBe(0);
      expect(await page.getByRole('option').count()).toBe(0);
    } finally {
      await site.system.stack.start('call');
    }
  });

  test('axe finds no serious violation while suggestions are shown, light and dark', async () => {
    const { page } = await openPlaces();
    await address(page, '출발지').pressSequentially('판교역로 166');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    // React Aria hides all but field and list from screen readers meanwhile. Whoever tabs out of the field closes the list first.
    await expectNoBarriers(page, ['aria-hidden-focus']);
  });

  test('the short form suggests too, and its call keeps what was picked', async () => {
    const session = await signIn(site.system.addresses, '01077770075');
    const { page } = await site.visit({
      as: { session, role: 'CUSTOMER' },
      path: '/calls/new',
    });
    const home = addressField(page, '지금 사는 곳');
    await home.and(page.getByRole('combobox')).waitFor();
    await home.pressSequentially('판교역로 166');
    await page.getByRole('option', { name: '경기 성남시 분당구 판교역로 166' }).click();
    await page.getByLabel('상세 주소 (선택)').first().fill('3층');
    await page.getByLabel('예상요금 (원)').fill('1500000');
    await page.getByRole('button', { name: '확인하러 가기' }).click();
    await headline(page, '이렇게 부를까요?');
    await page.getByText('경기 성남시 분당구 판교역로 166, 3층').waitFor();
    const sent = page.waitForRequest((request) => request.postData()?.includes('RequestMove') ?? false);
    await page.getByRole('button', { name: '이사팀 부르기' }).click();
    expect(inputIn(await sent)).toMatchObject({
      location: { address: '경기 성남시 분당구 판교역로 166, 3층', latitude: 37.3952, longitude: 127.1103 },
    });
    await headline(page, '이사팀이 정해졌어요');
    await session.close();
  });
}

/** The input of the next quote that the page asks for. */
const askedNext = async (page: Page): Promise<Input> =>
  inputIn(
    await page.waitForRequest((request) => request.postData()?.includes('mutation RequestQuote') ?? false),
  );

type Input = { readonly location: object };

const inputIn = (request: Request): Input =>
  (JSON.parse(request.postData() ?? '{}') as { variables: { input: Input } }).variables.input;
