import { PHONE_DIGITS, digitsIn, waysToWritePhone } from '@movecall/testkit/phones';
import { expect, test } from 'vitest';
import { assignmentCompleted } from './foreign-events.ts';
import { sharedCall, startCall, until } from './harness.ts';

const shared = sharedCall();

interface StatusData {
  readonly summary: { readonly address: string | { readonly sealed: string } };
}

test.each(waysToWritePhone)(
  'a phone in an address or a reason is published sealed only: %j',
  async (phone) => {
    const call = await shared();
    const customer = await call.person();
    const jeju = { latitude: 33.45, longitude: 126.57 };
    const inSeoul = await call.accepted(customer, {
      location: { address: `마포구 성산동 ${phone}` },
      destination: { address: `구로구 ${phone}` },
    });
    const elsewhere = await call.accepted(customer, { location: { address: `바다빌라 ${phone}`, ...jeju } });
    await call.cancel(customer, inSeoul, `취소해요 ${phone}`);
    await call.cancel(customer, elsewhere, phone);

    const events = await call.outbox();
    expect(digitsIn({ events, asked: call.manage.requests })).not.toContain(PHONE_DIGITS);

    const [cancelled] = await call.outbox('CallCancelled');
    const told = cancelled?.data as { readonly reason: { readonly sealed: string } } | undefined;
    expect(digitsIn(call.sealer.unseal(told?.reason.sealed ?? ''))).toContain(PHONE_DIGITS);
    const addresses = (await call.outbox('MoveCallStatusChanged')).map(
      ({ data }) => (data as StatusData).summary.address,
    );
    expect(addresses).toContain('마포구');
    const sealed = addresses.find((address) => typeof address !== 'string');
    expect(digitsIn(call.sealer.unseal(sealed?.sealed ?? ''))).toContain(PHONE_DIGITS);
  },
);

test('a dead letter holds a name that is a phone sealed, and its error does not quote it', async () => {
  const call = await startCall();
  const id = await call.accepted(await call.person());
  const completed = assignmentCompleted(call);
  const name = { sealed: call.sealer.seal(`백영곤 ${waysToWritePhone[0]}`) };
  await call.deliver(
    call.foreignEvent('AssignmentCompleted', id, {
      ...completed,
      mover: { ...completed.mover, name },
      distanceMeters: -1,
    }),
  );
  const letters = () => call.sql`select payload, error from dead_letters`;
  await until(async () => expect(await letters()).toHaveLength(1));
  expect(JSON.stringify(await letters())).toContain(name.sealed);
  expect(digitsIn(await letters())).not.toContain(PHONE_DIGITS);
});
