import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventOf } from '@movecall/schema/events';
import { createWorld, type Customer, hasty, type World } from './world.ts';

let world: World;
let url: string;
let metricsUrl: string;
beforeAll(async () => {
  world = await createWorld({ reports: false });
  // No lookup is due during the test: only reports change a delivery.
  const policy = { ...hasty, report: { firstMs: 60_000, maxMs: 60_000 } };
  ({ url, metricsUrl } = await world.startNotifier({}, { policy }));
});
afterAll(() => world.close());

const secret = createHash('sha1').update('hook').digest('hex');

const post = (
  body: unknown,
  headers: Record<string, string> = { 'x-solapi-secret': secret },
): Promise<Response> =>
  fetch(`${url}/reports`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** A customer whose message the provider has accepted, and reports about that message. */
async function accepted() {
  const customer: Customer = world.newCustomer();
  await world.state(customer.statusFact(1, 'REQUESTED'));
  await customer.stands(/ACCEPTED/);
  const [[row], [message]] = await Promise.all([customer.rows(), customer.messages()]);
  const report = (statusCode: string) => ({
    messageId: message?.id,
    groupId: 'G4V',
    type: 'ATA',
    statusCode,
    customFields: { deliveryId: row?.id },
  });
  return {
    report,
    status: async () => (await customer.rows())[0]?.status,
    outcomes: async () => (await customer.alerts()).map(({ data }) => data.outcome),
  };
}

/** Deliveries as sending leaves them, each of a call and an event with the same id. */
async function manyAccepted(count: number) {
  const rows = Array.from({ length: count }, (_, nth) => ({
    id: randomUUID(),
    providerId: `M4V-many-${nth}`,
  }));
  await world.sql`
    insert into deliveries (id, correlation_id, version, template, event_id, recipient, variables, created_at,
      expires_at, status, attempt, lookups, since, due_at, provider_id)
    select id, id, 1, 'CALL_ACCEPTED', id, 'sealed', '{}', now(),
      now() + interval '1 hour', 'ACCEPTED', 1, 0, now(), now() + interval '1 hour', provider_id
    from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ providerId }) => providerId)}::text[])
      as row (id, provider_id)`;
  return rows;
}

async function counted(result: string): Promise<number> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  return Number(new RegExp(`movecall_notifier_reports_total{result="${result}"} (\\d+)`).exec(text)?.[1]);
}

describe('reports', () => {
  it('are counted by result', async () => {
    const { report } = await accepted();
    const results = ['RECORDED', 'DUPLICATE', 'NOT_OURS', 'FORGED', 'MALFORMED'];
    const before = await Promise.all(results.map(counted));
    await post([report('4000')]);
    await post([report('4000'), report('4000')]);
    await post([{ ...report('4000'), messageId: 'M4V-none', customFields: { deliveryId: randomUUID() } }]);
    await post([report('4000')], { 'x-solapi-secret': 'guessed' });
    await post('no list');
    const after = await Promise.all(results.map(counted));
    expect(after.map((count, at) => count - (before[at] ?? 0))).toEqual([1, 2, 1, 1, 1]);
  });

  it('ten of one delivery in any order settle it once', async () => {
    const { report, status, outcomes } = await accepted();
    const codes = ['3000', '4000', '2000', '4000', '4000', '3000', '4000', '4000', '4000', '4000'];
    await Promise.all(codes.map((code) => post([report(code)])));
    expect(await status()).toBe('DELIVERED');
    expect(await outcomes()).toEqual(['DELIVERED']);
  });

  it('that are late never change a delivered message', async () => {
    const { report, status, outcomes } = await accepted();
    const answer = await post(['4000', '3104', '3000', '2000', '1026'].map(report));
    expect(await answer.json()).toEqual({ received: 5 });
    expect(await status()).toBe('DELIVERED');
    expect(await outcomes()).toEqual(['DELIVERED']);
  });

  it('of a late arrival correct a failure', async () => {
    const { report, status, outcomes } = await accepted();
    await post([report('3104')]);
    expect(await status()).toBe('FAILED');
    await post([report('4000')]);
    expect(await status()).toBe('DELIVERED');
    expect(await outcomes()).toEqual(['FAILED', 'DELIVERED']);
  });

  it('of 2,000 messages are recorded in a few transactions, each once, with one event each', async () => {
    const messages = await manyAccepted(2_000);
    const reports = messages.map(({ id, providerId }, nth) => ({
      messageId: providerId,
      groupId: 'G4V20261130093000PKQT7MZR2WYHX5',
      type: 'ATA',
      statusCode: nth % 2 === 0 ? '4000' : '3104',
      dateReceived: '2026-11-30T00:00:00.000Z',
      // Solapi may leave our fields out.
      customFields: nth % 10 === 0 ? null : { deliveryId: id },
    }));
    const failedFirst = reports.slice(0, 2).map((report) => ({ ...report, statusCode: '3104' }));
    const answer = await post([...failedFirst, ...reports]);
    expect([answer.status, await answer.json()]).toEqual([200, { received: 2_002 }]);
    const [written] = await world.sql<{ transactions: number; delivered: number; failed: number }[]>`
      select count(distinct xmin::text)::int as transactions,
        count(*) filter (where status = 'DELIVERED')::int as delivered,
        count(*) filter (where status = 'FAILED')::int as failed
      from deliveries where id = any(${messages.map(({ id }) => id)})`;
    expect(written).toMatchObject({ delivered: 1_000, failed: 1_000 });
    expect(written!.transactions).toBeLessThanOrEqual(5);
    const calls = new Map<string, string[]>(messages.map(({ id }) => [id, []]));
    for (const { correlationId, causationId, data } of await world.outbox('AlertSettled')) {
      const { outcome } = data as EventOf<'AlertSettled'>['data'];
      if (calls.has(correlationId)) expect(causationId).toBe(correlationId);
      calls.get(correlationId)?.push(outcome);
    }
    const [corrected, failed, ...others] = calls.values();
    expect([corrected, failed]).toEqual([['FAILED', 'DELIVERED'], ['FAILED']]);
    expect(others.every((outcomes) => outcomes.length === 1)).toBe(true);
  });

  it('without our id are matched by the message id', async () => {
    const { report, status } = await accepted();
    await post([{ ...report('4000'), customFields: null }]);
    expect(await status()).toBe('DELIVERED');
  });

  it('about unknown messages change nothing', async () => {
    const { status } = await accepted();
    const foreign = { messageId: 'M4VOTHER', statusCode: '4000', customFields: { deliveryId: randomUUID() } };
    expect((await post([foreign])).status).toBe(200);
    expect(await status()).toBe('ACCEPTED');
  });
});

describe('an invalid report', () => {
  it.each<Record<string, string>>([{}, { 'x-solapi-secret': 'guess' }, { 'x-solapi-secret': `${secret}0` }])(
    'is refused with the headers %j',
    async (headers) => {
      const { report, status } = await accepted();
      expect((await post([report('4000')], headers)).status).toBe(401);
      expect(await status()).toBe('ACCEPTED');
    },
  );

  it('is refused for its method, its form or its size', async () => {
    expect((await fetch(`${url}/reports`)).status).toBe(405);
    expect((await post('{')).status).toBe(400);
    expect((await post({ messageId: 'M1', statusCode: '4000' })).status).toBe(400);
    expect((await post(`[${' '.repeat(3_000_000)}]`)).status).toBe(413);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
