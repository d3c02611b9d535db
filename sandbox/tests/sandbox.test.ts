import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  authorization,
  eventually,
  logged,
  loginCode,
  order,
  send,
  shown,
  start,
  started,
  stopAll,
} from './client.ts';

afterEach(stopAll);

const cancelled = (buttons: object[]) =>
  loginCode('01012345678', {
    templateId: 'CALL_CANCELLED',
    variables: { '#{이사유형}': '포장이사', '#{출발지}': '마포', '#{이사일}': '내일' },
    buttons,
  });

describe('authorization', () => {
  const refusals: [string, () => string, string][] = [
    ['no header', () => '', 'Unauthorized'],
    ['another form', () => 'Bearer abc', 'Unauthorized'],
    ['a short salt', () => authorization({ salt: 'abc' }), 'Unauthorized'],
    ['an invalid date', () => authorization({ date: 'today' }), 'Unauthorized'],
    ['another key', () => authorization({ apiKey: 'NCSOTHER' }), 'InvalidAPIKey'],
    ['another secret', () => authorization({ secret: 'guess' }), 'SignatureDoesNotMatch'],
    [
      'a clock that is late',
      () => authorization({ date: new Date(Date.now() - 16 * 60_000).toISOString() }),
      'RequestTimeTooSkewed',
    ],
    [
      'a clock that is early',
      () => authorization({ date: new Date(Date.now() + 16 * 60_000).toISOString() }),
      'RequestTimeTooSkewed',
    ],
  ];
  it.each(refusals)('refuses %s and accepts no message', async (_name, header, errorCode) => {
    const { url } = await start();
    const answer = await send(url, [loginCode()], header());
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ errorCode });
    expect(await shown(url)).toEqual([]);
  });

  it('refuses a header that was already used', async () => {
    const { url } = await start();
    const header = authorization();
    expect((await send(url, [loginCode()], header)).status).toBe(200);
    expect(await (await send(url, [loginCode()], header)).json()).toMatchObject({
      errorCode: 'DuplicatedSignature',
    });
    expect(await shown(url)).toHaveLength(1);
  });

  it('accepts a clock that is a few minutes off', async () => {
    const { url } = await start();
    const date = new Date(Date.now() - 14 * 60_000).toISOString();
    expect((await send(url, [loginCode()], authorization({ date }))).status).toBe(200);
  });

  it('is required for the list too', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/messages/v4/list`)).status).toBe(401);
  });
});

describe('templates', () => {
  const page = 'http://localhost:4000/calls/1';
  const button = { buttonType: 'WL', buttonName: '호출 상태 보기', linkMo: page, linkPc: page };

  it('accepts a message that matches its template, and shows its text', async () => {
    const { url } = await start();
    const answer = (await (await send(url, [cancelled([button])])).json()) as {
      messageList: { messageId: string }[];
    };
    const [message] = await shown(url, '010-1234-5678');
    expect(message).toMatchObject({
      id: answer.messageList[0]?.messageId,
      to: '01012345678',
      templateId: 'CALL_CANCELLED',
    });
    expect(message?.text).toContain('출발지: 마포\n');
    expect(message?.buttons).toEqual([{ name: '호출 상태 보기', url: page }]);
  });

  it.each([
    ['an unknown template', loginCode('01012345678', { templateId: 'SALE' }), '1026'],
    [
      'a template by the name of an inherited property',
      loginCode('01012345678', { templateId: 'toString' }),
      '1026',
    ],
    ['a missing variable', loginCode('01012345678', { variables: { '#{인증번호}': '123456' } }), '1030'],
    [
      'an unknown variable',
      cancelled([]).kakaoOptions &&
        loginCode('01012345678', { variables: { '#{인증번호}': '1', '#{만료시각}': '2', '#{광고}': '3' } }),
      '1030',
    ],
    [
      'a text that is too long',
      loginCode('01012345678', { variables: { '#{인증번호}': '1', '#{만료시각}': '가'.repeat(1_000) } }),
      '1030',
    ],
    [
      'a variable that is not named as one',
      loginCode('01012345678', { variables: { 인증번호: '1', '#{만료시각}': '2' } }),
      '1029',
    ],
    ['no button', cancelled([]), '1031'],
    ['a button of another name', cancelled([{ ...button, buttonName: '할인 받기' }]), '1031'],
    ['a button of another type', cancelled([{ ...button, buttonType: 'AL' }]), '1031'],
    ['a link elsewhere', cancelled([{ ...button, linkMo: 'http://localhost:4000/ads/1' }]), '1031'],
    ['a link that runs code', cancelled([{ ...button, linkPc: 'javascript:alert(1)' }]), '1031'],
  ])('refuses %s', async (_name, message, statusCode) => {
    const { url } = await start();
    const answer = await send(url, [message]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      failedMessageList: [{ statusCode }],
      groupInfo: { count: { registeredSuccess: 0, registeredFailed: 1 } },
      messageList: [],
    });
    expect(await shown(url)).toEqual([]);
  });

  it.each([undefined, [], [{}], [loginCode('02-123-4567')]])('answers 400 to %j', async (messages) => {
    const { url } = await start();
    const answer = await send(url, messages);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errorCode: 'ValidationError' });
  });
});

describe('an accepted message', () => {
  it('arrives; messages are shown newest last, filtered by phone on request', async () => {
    const { url } = await start();
    for (const to of ['01012345678', '01099998888', '01012345678']) await send(url, [loginCode(to)]);
    await eventually(async () =>
      expect((await shown(url)).map(({ status }) => status)).toEqual(Array(3).fill('DELIVERED')),
    );
    expect((await shown(url)).map(({ to }) => to)).toEqual(['01012345678', '01099998888', '01012345678']);
    expect(await shown(url, '+82 10-9999-8888')).toHaveLength(1);
  });

  it('is listed by page, newest first, by recipient and date', async () => {
    const { url } = await start();
    for (let index = 0; index < 3; index += 1) await send(url, [loginCode()]);
    await send(url, [loginCode('01099998888')]);
    const list = async (query: string) =>
      (await (
        await fetch(`${url}/messages/v4/list?${query}`, { headers: { authorization: authorization() } })
      ).json()) as {
        nextKey: string | null;
        messageList: Record<string, { customFields: object }>;
      };
    const ids = (await shown(url, '01012345678')).map(({ id }) => id).reverse();
    const first = await list('to=01012345678&limit=2');
    expect(Object.keys(first.messageList)).toEqual(ids.slice(0, 2));
    const second = await list(`to=01012345678&limit=2&startKey=${first.nextKey}`);
    expect(Object.keys(second.messageList)).toEqual(ids.slice(2));
    expect(second.nextKey).toBeNull();
    expect(Object.keys((await list('startDate=2099-01-01T00:00:00Z')).messageList)).toEqual([]);
    expect(Object.keys((await list('endDate=2099-01-01T00:00:00Z')).messageList)).toHaveLength(4);
  });

  it('survives a restart that left an incomplete line, and still arrives', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const file = join(directory, 'deep', 'messages.jsonl');
    const first = await start({ file });
    await send(first.url, [loginCode()]);
    await eventually(async () => expect(await shown(first.url)).toMatchObject([{ status: 'DELIVERED' }]));
    await first.close();
    const [taken] = (await readFile(file, 'utf8')).split('\n');
    await appendFile(file, `${taken?.replace(/"id":"[^"]+"/, '"id":"M4VCUT"')}\n{"id":"M4VHAL`);

    const { url } = await start({ file });
    await eventually(async () =>
      expect((await shown(url)).map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED']),
    );
    await rm(directory, { recursive: true });
  });

  it('leaves neither its phone nor its code in the logs', async () => {
    const { url } = await start();
    await send(url, [loginCode()]);
    await eventually(async () => expect(await shown(url)).toMatchObject([{ status: 'DELIVERED' }]));
    expect(logged.join('')).toContain('accepted a message');
    // Digits of a timestamp or an id do not count.
    expect(logged.join('')).not.toMatch(/(?<![0-9a-f])(?:\+?8210|010)?-?1234-?56(?:78)?(?![0-9a-f])/);
  });
});

describe('live view', () => {
  it('pushes the present messages, then new and changed ones', async () => {
    const { url } = await start();
    await send(url, [loginCode('01011112222')]);
    const stopped = new AbortController();
    const answer = await fetch(`${url}/events?to=01011112222`, { signal: stopped.signal });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let received = '';
    const receive = async (wanted: RegExp): Promise<void> => {
      while (!wanted.test(received)) received += (await reader.read()).value ?? '';
    };
    await receive(/01011112222.*"DELIVERED"/s);
    await send(url, [loginCode('01033334444')]);
    await send(url, [loginCode('01011112222')]);
    await receive(/"DELIVERED".*"ACCEPTED".*"DELIVERED"/s);
    expect(received).not.toContain('01033334444');
    stopped.abort();
  });

  it('does not delay a close; neither does a request without an answer', async () => {
    const { url } = await start();
    await order(url, 'timeout-after-accept');
    const hanging = send(url, [loginCode()]).catch((error: Error) => error.name);
    const watching = await fetch(`${url}/events`);
    await eventually(async () => expect(await shown(url)).toHaveLength(1));
    await started.pop()?.close();
    expect(await hanging).toBe('TypeError');
    expect(await watching.text().catch(() => 'cut')).toBeTruthy();
  });
});
