import { addDays, seoulDay } from '@movecall/values/days';
import type { Tel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Accepted, acceptAttempts } from '../src/acceptance/attempts-accepted.ts';
import { beginAttempts, type Begun, type NewAttempt } from '../src/acceptance/attempts-begun.ts';
import { withdrawAttempts } from '../src/acceptance/attempts-withdrawn.ts';
import { type CallRecord, recordOf as acceptedRecord } from '../src/call/call-record.ts';
import { alertDelivered, assignmentCompleted, assignmentRequested } from './foreign-events.ts';
import { type CallHarness, freshTel, startCall } from './harness.ts';
import { openWorkbench } from './workbench.ts';

type Workbench = Awaited<ReturnType<typeof openWorkbench>>;

const day = (ahead: number) => addDays(seoulDay(new Date()), ahead);
const cause = { causationId: null, traceparent: null };

const attemptOf = (
  ownerTel: Tel,
  { movingOn = day(1), ...changes }: Partial<NewAttempt> & { readonly movingOn?: string } = {},
): NewAttempt => ({
  id: randomUUID(),
  callerId: randomUUID(),
  idempotencyKey: null,
  request: {
    wanted: {
      quote: null,
      move: {
        moveType: 'FULL_PACKING',
        location: { address: 'mapo', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
        destination: null,
        movingOn,
        slot: 'ALL_DAY',
        cost: 2_500_000,
      },
    },
    ownerTel,
    fingerprint: 'f',
  },
  isLimited: true,
  deadlineMs: 30_000,
  ...changes,
});

const begin = ({ db, attempts }: Workbench, ...wanted: NewAttempt[]) =>
  db.transaction((tx) => beginAttempts(attempts, tx, wanted));
const accept = (
  { db, attempts }: Workbench,
  ...acceptances: { readonly record: CallRecord; readonly isLimited: boolean }[]
) =>
  db.transaction((tx) =>
    acceptAttempts(
      attempts,
      tx,
      acceptances.map((one) => ({ ...one, cause })),
    ),
  );
const withdraw = ({ db, attempts }: Workbench, ...ids: string[]) =>
  db.transaction((tx) =>
    withdrawAttempts(
      attempts,
      tx,
      ids.map((id) => ({ id, cause })),
    ),
  );

function recordOf(outcome: Begun | null | undefined): CallRecord {
  if (!outcome || !('begun' in outcome) || outcome.begun.wanted.quote !== null)
    throw new Error('the attempt was not begun');
  return acceptedRecord(outcome.begun, outcome.begun.wanted.move);
}
const recordsOf = (outcomes: readonly (Begun | null)[]): CallRecord[] => outcomes.map(recordOf);
const verdictOn = (accepted: Accepted): string => {
  if (accepted === 'VOID') return accepted;
  return 'call' in accepted ? 'ACCEPTED' : accepted.exceeded;
};
const statusesOf = async ({ sql }: CallHarness, ids: readonly string[]) => {
  const rows = await sql<{ id: string; status: string }[]>`select id, status from attempts`;
  const statuses = new Map(rows.map(({ id, status }) => [id, status]));
  return ids.map((id) => statuses.get(id) ?? null);
};

/** Statements about the outbox are those of the event log. */
const own = (texts: readonly string[]) => texts.filter((text) => !text.includes('"outbox'));

test('attempts, acceptances, withdrawals and events about twenty calls cost as many statements as those about one', async () => {
  const call = await startCall();
  const bench = await openWorkbench(call);
  async function statements(count: number): Promise<Record<string, string[]>> {
    const wanted = Array.from({ length: count }, () => attemptOf(freshTel()));
    const others = Array.from({ length: count }, () => attemptOf(freshTel()));
    let begun: CallRecord[] = [];
    const whenBegun = await bench.statementsOf(async () => {
      begun = recordsOf(await begin(bench, ...wanted));
    });
    await begin(bench, ...others);
    const whenAccepted = await bench.statementsOf(() =>
      accept(bench, ...begun.map((record) => ({ record, isLimited: true }))),
    );
    const whenWithdrawn = await bench.statementsOf(() => withdraw(bench, ...others.map(({ id }) => id)));
    const events = begun.flatMap(({ id, ownerId }) => {
      const moverId = randomUUID();
      const tel = call.sealer.seal(freshTel());
      return [
        call.foreignEvent('AssignmentRequested', id, assignmentRequested(ownerId)),
        call.foreignEvent('AssignmentFailed', id, { reason: 'NO_MOVER_FREE' }),
        call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)),
        call.foreignEvent('MoverRegistered', moverId, { moverId, name: '안채우', tel }),
        call.foreignEvent('AlertSettled', id, alertDelivered()),
      ];
    });
    const whenReacted = await bench.statementsOf(() => bench.db.transaction((tx) => bench.react(tx, events)));
    return { whenBegun, whenAccepted, whenWithdrawn, whenReacted };
  }

  const [one, twenty] = [await statements(1), await statements(20)];
  for (const [step, texts] of Object.entries(one)) {
    expect([step, own(twenty[step] ?? [])]).toEqual([step, own(texts)]);
    expect([step, twenty[step]?.length]).toEqual([step, texts.length]);
  }
  const [counts] = await call.sql`
    select (select count(*)::int from calls where status = 'CONFIRMED') as confirmed,
      (select count(*)::int from timeline) as versions, (select count(*)::int from movers) as movers,
      (select count(*)::int from alerts) as alerts,
      (select count(*)::int from attempts where status = 'VOID') as void`;
  expect(counts).toEqual({ confirmed: 21, versions: 4 * 21, movers: 21, alerts: 21, void: 21 });
});

test('of attempts with one idempotency key that begin together the first is stored, and it holds the key', async () => {
  const call = await startCall();
  const bench = await openWorkbench(call);
  const callerId = randomUUID();
  const attempts = Array.from({ length: 3 }, () => attemptOf(freshTel(), { callerId, idempotencyKey: 'k' }));
  const other = attemptOf(freshTel(), { idempotencyKey: 'k' });
  const [first] = attempts;
  const held = {
    held: { id: first?.id, status: 'PENDING', fingerprint: 'f', deadline: expect.any(Date) },
  };
  expect(await begin(bench, ...attempts, other)).toMatchObject([
    { begun: { id: first?.id } },
    held,
    held,
    { begun: { id: other.id } },
  ]);
  expect(await begin(bench, attemptOf(freshTel(), { callerId, idempotencyKey: 'k' }))).toMatchObject([held]);
  await withdraw(bench, first?.id ?? '');
  expect(await begin(bench, attemptOf(freshTel(), { callerId, idempotencyKey: 'k' }))).toMatchObject([
    { begun: {} },
  ]);
});

test('attempts of one new customer that begin together have one owner', async () => {
  const call = await startCall();
  const bench = await openWorkbench(call);
  const [tel, known] = [freshTel(), await call.person()];
  const begun = recordsOf(
    await begin(bench, attemptOf(tel), attemptOf(known.tel), attemptOf(tel), attemptOf(known.tel)),
  );
  expect(new Set(begun.map(({ ownerId }) => ownerId)).size).toBe(2);
  expect(begun[1]?.ownerId).toBe(known.id);
  expect(await call.sql`select tel from people where tel = ${tel}`).toHaveLength(1);
});

test('calls of one customer that are accepted together count for each other, and those beyond the limit are withdrawn', async () => {
  const call = await startCall();
  const bench = await openWorkbench(call);
  const tel = freshTel();
  const days = [1, 1, 1, 2, 3];
  const limited = recordsOf(
    await begin(bench, ...days.map((ahead) => attemptOf(tel, { movingOn: day(ahead) }))),
  );
  const [stranger] = recordsOf(await begin(bench, attemptOf(freshTel())));
  const [voided] = recordsOf(await begin(bench, attemptOf(tel, { isLimited: false })));
  if (!stranger || !voided) throw new Error('an attempt is missing');
  await withdraw(bench, voided.id);
  const outcomes = await accept(
    bench,
    { record: voided, isLimited: false },
    ...limited.map((record) => ({ record, isLimited: true })),
    { record: stranger, isLimited: true },
  );
  expect(outcomes.map(verdictOn)).toEqual([
    'VOID',
    'ACCEPTED',
    'ACCEPTED',
    'ON_ONE_DAY',
    'ACCEPTED',
    'IN_ALL',
    'ACCEPTED',
  ]);
  expect(
    await statusesOf(
      call,
      limited.map(({ id }) => id),
    ),
  ).toEqual(['ACCEPTED', 'ACCEPTED', 'VOID', 'ACCEPTED', 'VOID']);
  expect(new Set((await call.outbox('CallWithdrawn')).map(({ correlationId }) => correlationId))).toEqual(
    new Set([voided, limited[2], limited[4]].map((record) => record?.id)),
  );
  // An attempt that would exceed a limit is not stored; its key is free again.
  const late = attemptOf(tel, { idempotencyKey: 'k', movingOn: day(3) });
  const same = { ...late, id: randomUUID() };
  expect(await begin(bench, late, same)).toEqual([{ exceeded: 'IN_ALL' }, null]);
  expect(await statusesOf(call, [late.id, same.id])).toEqual([null, null]);
});

test('an operator’s calls have no limit, and count for the calls that are accepted with them', async () => {
  const call = await startCall();
  const bench = await openWorkbench(call);
  const tel = freshTel();
  const records = recordsOf(await begin(bench, ...Array.from({ length: 4 }, () => attemptOf(tel))));
  const outcomes = await accept(bench, ...records.map((record, nth) => ({ record, isLimited: nth === 3 })));
  expect(outcomes.map(verdictOn)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'IN_ALL']);
});

test('an attempt is withdrawn once, also when two ask for it together', async () => {
  const call = await startCall();
  const bench = await openWorkbench(call);
  const [pending, accepted] = recordsOf(await begin(bench, attemptOf(freshTel()), attemptOf(freshTel())));
  if (!pending || !accepted) throw new Error('an attempt is missing');
  await accept(bench, { record: accepted, isLimited: true });
  const unknown = randomUUID();
  expect(await withdraw(bench, pending.id, accepted.id, unknown, pending.id)).toEqual([
    'VOID',
    'ACCEPTED',
    null,
    'VOID',
  ]);
  expect(await call.outbox('CallWithdrawn')).toHaveLength(1);
});
