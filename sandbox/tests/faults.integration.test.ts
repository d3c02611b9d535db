import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import {
  authorization,
  eventually,
  loginCode,
  order,
  send,
  shown,
  start,
  started,
  stopAll,
} from './client.ts';

afterEach(stopAll);

describe('faults', () => {
  /** Starts a receiver of delivery reports that refuses the first `refuse` requests. */
  async function listen(refuse = 0): Promise<{
    url: string;
    reports: { statusCode: string; headers: IncomingHttpHeaders }[];
    requests(): number;
  }> {
    const reports: { statusCode: string; headers: IncomingHttpHeaders }[] = [];
    let left = refuse;
    let received = 0;
    const server: Server = createServer((request, response) => {
      received += 1;
      void text(request).then((body) => {
        if (left > 0) left -= 1;
        else
          for (const { statusCode } of JSON.parse(body) as { statusCode: string }[])
            reports.push({ statusCode, headers: request.headers });
        response.writeHead(left > 0 || reports.length === 0 ? 500 : 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    started.push({
      close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
    });
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports`,
      reports,
      requests: () => received,
    };
  }

  it.each(['503', '429'] as const)(
    '%s refuses the given number of requests, with Retry-After',
    async (mode) => {
      const { url } = await start();
      await order(url, mode, 2);
      for (let time = 0; time < 2; time += 1) {
        const answer = await send(url, [loginCode()]);
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([Number(mode), '1']);
      }
      expect(await shown(url)).toEqual([]);
      expect((await send(url, [loginCode()])).status).toBe(200);
    },
  );

  it('reset-after-accept accepts the message and resets the connection', async () => {
    const { url } = await start();
    await order(url, 'reset-after-accept');
    await expect(send(url, [loginCode()])).rejects.toThrow();
    expect(await shown(url)).toHaveLength(1);
  });

  it.each([
    ['timeout-after-accept', 1],
    ['hang', 0],
  ] as const)('%s never answers; accepted messages: %i', async (mode, taken) => {
    const { url } = await start();
    await order(url, mode);
    const answer = fetch(`${url}/messages/v4/send-many/detail`, {
      method: 'POST',
      headers: { authorization: authorization(), 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [loginCode()] }),
      signal: AbortSignal.timeout(1_000),
    });
    await expect(answer).rejects.toThrow(/timeout/);
    await eventually(async () => expect(await shown(url)).toHaveLength(taken));
  });

  it.each([
    ['none', ['4000']],
    ['accept-then-fail', ['3104']],
    ['report-duplicates', Array<string>(10).fill('4000')],
    ['report-out-of-order', ['4000', '3000', '3104']],
  ] as const)('%s reports %j', async (mode, codes) => {
    const { url: reportUrl, reports } = await listen();
    const { url } = await start({ reportUrl });
    await order(url, mode);
    await send(url, [loginCode()]);
    await eventually(() => expect(reports.map(({ statusCode }) => statusCode)).toEqual(codes));
    expect(reports[0]?.headers).toMatchObject({
      'x-solapi-event-name': 'SINGLE-REPORT',
      'x-solapi-secret': expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it('no-report delivers the message without a report', async () => {
    const { url: reportUrl, reports } = await listen();
    const { url } = await start({ reportUrl });
    await order(url, 'no-report');
    await send(url, [loginCode()]);
    await send(url, [loginCode()]);
    await eventually(() => expect(reports).toHaveLength(1));
    expect((await shown(url)).map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED']);
  });

  it('a refused report is sent again', async () => {
    const { url: reportUrl, reports } = await listen(3);
    const { url } = await start({ reportUrl });
    await send(url, [loginCode()]);
    await eventually(() => expect(reports).toHaveLength(1));
  });

  it('the reports of one request to send are one request', async () => {
    const { url: reportUrl, reports, requests } = await listen();
    const { url } = await start({ reportUrl });
    await send(url, [loginCode(), loginCode('01099998888'), loginCode('01077776666')]);
    await eventually(() => expect(reports).toHaveLength(3));
    expect(requests()).toBe(1);
  });

  it('an unknown mode, an invalid count and a GET are refused', async () => {
    const { url } = await start();
    expect((await order(url, 'sulk')).status).toBe(400);
    expect((await order(url, '503', 0)).status).toBe(400);
    expect((await fetch(`${url}/faults`)).status).toBe(400);
  });
});
