import { PHONE_DIGITS, digitsIn, waysToWritePhone } from '@movecall/testkit/phones';
import { expect, test } from 'vitest';
import { startCall } from './harness.ts';

interface StatusData {
  readonly summary: { readonly address: string | { readonly sealed: string } };
}

test.each(waysToWritePhone)(
  'a phone in an address or a reason is published sealed only: %j',
  async (phone) => {
    const call = await startCall();
    const customer = await call.person();
    const jeju = { latitude: 33.45, longitude: 126.57 };
    const inSeoul = await call.accepted(customer, {
      location: { address: `마포구 성산동 ${phone}` },
      destination: { address: `구로구 ${phone}` },
    });
    const elsewhere = await call.accepted(customer, { location: { address: `제주시 ${phone}`, ...jeju } });
    await call.cancel(customer, inSeoul, `취소해요 ${phone}`);
    await call.cancel(customer, elsewhere, phone);

    const events = await call.outbox();
    expect(digitsIn({ events, asked: call.manage.requests })).not.toContain(PHONE_DIGITS);

    const [cancelled] = await call.outbox('CallCancelled');
    const { reason } = cancelled?.data as { readonly reason: { readonly sealed: string } };
    expect(digitsIn(call.sealer.unseal(reason.sealed))).toContain(PHONE_DIGITS);
    const addresses = (await call.outbox('MoveCallStatusChanged')).map(
      ({ data }) => (data as StatusData).summary.address,
    );
    expect(addresses).toContain('마포구');
    const sealed = addresses.find((address) => typeof address !== 'string');
    expect(digitsIn(call.sealer.unseal(sealed?.sealed ?? ''))).toContain(PHONE_DIGITS);
  },
);
