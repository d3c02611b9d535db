import { describe, expect, it } from 'vitest';
import { MAX_TEXT, render, type Template, templates, variablesOf } from '../templates.ts';
import { templateDefects } from './template-review.ts';

const template = (text: string, buttons: Template['buttons'] = []): Template => ({
  code: 'LOGIN_CODE',
  text,
  buttons,
});

describe('the registered templates', () => {
  it.each(Object.values(templates))('$code keeps the limits of KakaoTalk', (registered) => {
    expect(templateDefects(registered)).toEqual([]);
  });

  it('a template past a limit has a defect for it', () => {
    const many = Array.from({ length: 41 }, (_, index) => `#{변수${index}}`).join('');
    expect(templateDefects(template(many))).toEqual(['more than 40 variables']);
    expect(templateDefects(template('가'.repeat(1_001)))).toEqual(['longer than 1000 characters']);
    const buttons = Array.from({ length: 6 }, () => ({ name: '보기', path: '/' }));
    expect(templateDefects(template('', buttons))).toEqual(['more than 5 buttons']);
    expect(templateDefects(template('', [{ name: '열네 글자를 넘는 버튼 이름', path: '/' }]))).toHaveLength(
      1,
    );
    expect(templateDefects(template('', [{ name: '#{이름} 보기', path: '/' }]))).toEqual([
      'button "#{이름} 보기" has a variable in its name',
    ]);
  });
});

describe('rendering', () => {
  it('replaces every occurrence of a variable', () => {
    const rendered = render(template('#{이름}님, #{이름}님의 #{물건}'), { 이름: '옥준삼', 물건: '짐' });
    expect(rendered).toEqual({ kind: 'RENDERED', text: '옥준삼님, 옥준삼님의 짐' });
  });

  it('keeps a value that looks like a variable or like a replacement pattern', () => {
    const rendered = render(template('#{하나} #{둘}'), { 하나: '#{둘}', 둘: "$& $1 $' \\0" });
    expect(rendered).toEqual({ kind: 'RENDERED', text: "#{둘} $& $1 $' \\0" });
  });

  it('refuses a missing, an empty and an unknown variable', () => {
    const greeting = template('#{이름}님');
    expect(render(greeting, {})).toEqual({ kind: 'REFUSED', code: 'MISSING_VARIABLE', name: '이름' });
    expect(render(greeting, { 이름: ' ' })).toEqual({
      kind: 'REFUSED',
      code: 'MISSING_VARIABLE',
      name: '이름',
    });
    expect(render(greeting, { 이름: '나', 나이: '3' })).toEqual({
      kind: 'REFUSED',
      code: 'UNKNOWN_VARIABLE',
      name: '나이',
    });
  });

  it('takes no inherited property for a variable', () => {
    expect(render(template('#{toString}'), {})).toEqual({
      kind: 'REFUSED',
      code: 'MISSING_VARIABLE',
      name: 'toString',
    });
  });

  it('counts characters, not code units, and accepts a text of exactly the limit', () => {
    const emoji = template('#{말}');
    expect(render(emoji, { 말: '🚚'.repeat(MAX_TEXT) })).toMatchObject({ kind: 'RENDERED' });
    expect(render(emoji, { 말: '🚚'.repeat(MAX_TEXT + 1) })).toEqual({ kind: 'REFUSED', code: 'TOO_LONG' });
  });

  it('lists the variables of a template without duplicates', () => {
    expect(variablesOf(template('#{가} #{나} #{가}'))).toEqual(['가', '나']);
  });
});
