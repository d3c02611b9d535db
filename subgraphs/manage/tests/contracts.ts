import type { Sealer } from '@movecall/eventlog/sealer';
import type { Viewer } from '@movecall/identity';
import { fact } from '@movecall/schema/events';
import { textOfPdf, withoutSpaces } from '@movecall/testkit/pdf-text';
import { randomUUID } from 'node:crypto';
import { agreeingAt, agreementTo } from './agreements.ts';
import { assignmentCompleted, customer, type ManageHarness } from './harness.ts';
import { DAY, inputFor } from './quotes.ts';

interface ContractAnswer {
  readonly version: number;
  readonly company: { readonly name: string; readonly phone: string } | null;
  readonly quote: { readonly total: number; readonly location: { readonly address: string } };
  readonly [field: string]: unknown;
}
interface Answer {
  readonly quote: { readonly id: string; readonly version: number; readonly total: number } | null;
  readonly contract: ContractAnswer | null;
}

const CONTRACT = `query ($call: _Any!) { _entities(representations: [$call]) { ... on MoveCall {
  quote { id version total }
  contract {
    version url pdfUrl terms consentedAt consentedBy completedAt volume weight equipment complaints
    items { code label count volume weight } quote { total location { address } destination { address } }
    company { id name representative registrationNumber permitNumber insuredUntil phone address }
  }
} } }`;

const PRINTED = `query ($call: _Any!) { _entities(representations: [$call]) { ... on MoveCall { contract {
  pdf paper { number state parties { label value } sections { title notes rows { label value } table { columns lines { cells } sum { cells } } } }
} } } }`;
interface Printed {
  readonly pdf: string;
  readonly paper: object;
}

export const hangil = {
  id: randomUUID(),
  name: '한길이사',
  representative: '김한길',
  registrationNumber: '120-81-47521',
  permitNumber: '서울-2020-1',
  insuredUntil: '2027-12-31',
  phone: '0212345678',
  address: '서울 마포구 월드컵로 1',
};
type Company = typeof hangil;
export const bareun: Company = { ...hangil, id: randomUUID(), name: '바른이사' };

/** A company as assign publishes it. */
function published(sealer: Sealer, company: Company) {
  const sealed = (text: string) => ({ sealed: sealer.seal(text) });
  return {
    ...company,
    name: sealed(company.name),
    representative: sealed(company.representative),
    permitNumber: sealed(company.permitNumber),
    phone: sealer.seal(company.phone),
    address: sealed(company.address),
  };
}

/** Manage, with a quote that was accepted. */
export async function contractAt(service: ManageHarness, input: object = inputFor(DAY)) {
  const manage = await agreeingAt(service);
  const ownerTel = manage.sealer.seal('01012345678');
  const asked = agreementTo(await manage.make(null, input), { ownerTel });
  await manage.accept(asked);
  const { callId, ownerId } = asked;
  /** The call as the router hands it on. @param said what call says of it */
  const asSaid = (said: object) => ({
    __typename: 'MoveCall',
    id: callId,
    announcedMoverId: null,
    contactsShared: false,
    ...said,
  });
  return {
    ...manage,
    callId,
    ownerTel,
    owner: customer(ownerId),
    /** Assigns the call to a mover of a company, and waits for it. */
    async assign(company: Company | null, moverId: string = randomUUID()) {
      const event = assignmentCompleted(callId, moverId);
      const data = { ...event.data, company: company && published(manage.sealer, company) };
      await manage.deliver(fact('AssignmentCompleted', callId, data));
      await manage.settled();
    },
    /** The texts of the contract's PDF and of its paper. */
    async printedFor(viewer: Viewer, said: object = {}) {
      const { data, codes } = await manage.ask<{ _entities: { contract: Printed | null }[] }>(
        viewer,
        PRINTED,
        { call: asSaid(said) },
      );
      const contract = data._entities[0]?.contract ?? null;
      if (codes.length > 0 || !contract) return null;
      return {
        pdf: await textOfPdf(Buffer.from(contract.pdf, 'base64')),
        paper: withoutSpaces(JSON.stringify(contract.paper)),
      };
    },
    async seenBy(viewer: Viewer, said: object = {}): Promise<Answer> {
      const { data, codes } = await manage.ask<{ _entities: Answer[] }>(viewer, CONTRACT, {
        call: asSaid(said),
      });
      if (codes.length > 0) throw new Error(codes.join());
      return data._entities[0] as Answer;
    },
  };
}

const seoul = '2026-12-01T03:00:00.000Z';

/** What call says when it announces a mover to the customer. */
export const confirmed = (callId: string, moverId: string, version = 2) =>
  fact('MoveCallStatusChanged', callId, {
    version,
    status: 'CONFIRMED',
    at: seoul,
    waitingReason: null,
    ownerId: randomUUID(),
    mover: null,
    moverId,
    recipient: { tel: 'k1.aa.bb' },
    summary: { moveType: 'FULL_PACKING', address: '마포구', movingOn: DAY, slot: 'ALL_DAY', cost: 1_770_000 },
  });

export const nothing = { quote: null, contract: null };
export const mover = (moverId: string): Viewer => ({ id: randomUUID(), role: 'MOVER', moverId });
