import { messagesTo, signIn } from '@movecall/testkit/client';
import { cancelMove } from '@movecall/testkit/move-calls';
import { addressField, callIdOf, headline, type Visitor } from '@movecall/testkit/visitor';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Site } from './site.ts';

const TEL_OF_BUSAN = '01077770045';

/** Tests of what people type and paste into the page's fields. */
export function inputTests(site: Site): void {
  test('an amount keeps its caret, and is read as people write it or refused beside the field', async () => {
    const { system } = site;
    const visitor = await site.visit({
      as: { session: system.customer, role: 'CUSTOMER' },
      path: '/calls/new',
    });
    const { page } = visitor;
    const amount = page.getByLabel('예상요금 (원)');
    const edited = async (text: string, caret: number, ...keys: string[]): Promise<string> => {
      await amount.fill(text);
      await amount.evaluate((input, at) => (input as Selectable).setSelectionRange(at, at), caret);
      for (const key of keys) await page.keyboard.press(key);
      return `${await beforeCaret(amount)}|${await afterCaret(amount)}`;
    };
    expect(await edited('1500000', 2, '2', '3')).toBe('123|,500,000');
    expect(await edited('1234567', 3, 'Backspace', 'Backspace')).toBe('|34,567');
    expect(await edited('1234567', 1, 'Delete', 'Delete')).toBe('1|4,567');
    expect(await edited('1234567', 9, '8', '9')).toBe('123,456,789|');

    const pasted = async (text: string): Promise<string> => {
      await amount.fill('');
      await paste(visitor, amount, text);
      return amount.inputValue();
    };
    for (const text of ['1,500,000.00', '150만원', '150만 원', '１５０００００', ' 1500000\u202F원'])
      expect([text, await pasted(text)]).toEqual([text, '1,500,000']);
    await amount.selectText();
    await paste(visitor, amount, '1500000');
    expect(await amount.inputValue()).toBe('1,500,000');
    await amount.fill('1500000');
    expect(await amount.inputValue()).toBe('1,500,000');
    expect(await pasted('1억 2000만')).toBe('120,000,000');
    await page.getByText('1억 2,000만 원', { exact: true }).waitFor();
    await amount.fill('');
    await amount.pressSequentially('2백50만원');
    await page.getByText('250만 원', { exact: true }).waitFor();
    await amount.blur();
    expect(await amount.inputValue()).toBe('2,500,000');

    for (const text of ['-1500000', '1500000.5', '150~200만원', '1,50,000']) {
      expect(await pasted(text)).toBe(text);
      await page.getByText('금액을 읽지 못했어요.', { exact: false }).waitFor();
    }
    await addressField(page, '지금 사는 곳').fill('마포구');
    await amount.focus();
    await page.getByRole('button', { name: '확인하러 가기' }).click();
    expect(await amount.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('heading', { name: '이렇게 부를까요?' }).count()).toBe(0);
    expect(visitor.consoleErrors).toEqual([]);
    await visitor.context.close();
  });

  test('an address that fits several cities is asked about beside its field; page and message say which one', async () => {
    const { system } = site;
    const session = await signIn(system.addresses, TEL_OF_BUSAN);
    const visitor = await site.visit({
      as: { session, role: 'CUSTOMER' },
      path: '/calls/new',
    });
    const { page } = visitor;
    const home = addressField(page, '지금 사는 곳');
    const call = async (address: string): Promise<void> => {
      await home.fill(address);
      await home.blur();
      await page.getByRole('button', { name: '확인하러 가기' }).click();
      await page.getByRole('button', { name: '이사팀 부르기' }).click();
    };
    await page.getByLabel('예상요금 (원)').fill('1500000');
    await call('강서구');
    await page.getByText('서울 강서구, 부산 강서구', { exact: false }).waitFor();
    expect(await home.getAttribute('aria-invalid')).toBe('true');

    await call('부산 강서구 대저동 1');
    // The teams are based in Seoul.
    await headline(page, '이사팀을 찾고 있어요');
    await page.getByText('이 지역에 갈 수 있는 이사팀이 없어요', { exact: false }).waitFor();
    const id = callIdOf(page);
    await page.getByRole('link', { name: '내 호출' }).click();
    await page.getByText('부산 강서구', { exact: true }).waitFor();
    await cancelMove(session, id);
    await system.settle();
    const texts = (await messagesTo(system.addresses, TEL_OF_BUSAN)).map(({ text }) => text);
    expect(texts.filter((text) => text.includes('출발지: 부산 강서구\n')).length).toBeGreaterThanOrEqual(2);
    expect(texts.join()).not.toContain('대저동');
    expect(visitor.consoleErrors).toEqual([]);
    await visitor.context.close();
    await session.close();
  });

  test('a login code is accepted as messages and keyboards write it', async () => {
    const visitor = await site.visit();
    await visitor.page.getByLabel('휴대폰번호').fill('01077770041');
    await visitor.page.getByRole('button', { name: '인증번호 받기' }).click();
    const code = visitor.page.getByLabel('인증번호 6자리');
    await code.waitFor();
    for (const text of ['123 456', '123-456', '인증번호: 123456', '１２３４５６', '[이사콜] 123456\n5분']) {
      await code.fill('');
      await paste(visitor, code, text);
      expect([text, await code.inputValue()]).toEqual([text, '123456']);
    }
    expect(await code.getAttribute('autocomplete')).toBe('one-time-code');
    expect(await code.getAttribute('inputmode')).toBe('numeric');
    await visitor.context.close();
  });
}

/** The parts of an HTML input that these tests use; this package has no types of the DOM. */
interface Selectable {
  readonly value: string;
  readonly selectionStart: number;
  setSelectionRange(start: number, end: number): void;
}

const beforeCaret = (field: Locator): Promise<string> =>
  field.evaluate((input) => (input as Selectable).value.slice(0, (input as Selectable).selectionStart));
const afterCaret = (field: Locator): Promise<string> =>
  field.evaluate((input) => (input as Selectable).value.slice((input as Selectable).selectionStart));

/** Pastes a text through the browser's clipboard. */
async function paste({ page, context }: Visitor, field: Locator, text: string): Promise<void> {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await field.focus();
  await page.keyboard.press('ControlOrMeta+v');
}
