import type { Viewer } from '@movecall/identity';
import { fact } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';
import { agreeingAt, agreementTo } from './agreements.ts';
import { assignmentCompleted, customer, type ManageHarness, operator } from './harness.ts';

export interface BillAnswer {
  readonly lines: readonly {
    readonly number: number;
    readonly kind: string;
    readonly label: string;
    readonly amount: number;
    readonly method: string | null;
    readonly recordedBy: string | null;
  }[];
  readonly total: number;
  readonly paid: number;
  readonly due: number;
}

interface PreviewAnswer {
  readonly terms: string | null;
  readonly penalty: number;
  readonly refund: number;
  readonly compensation: number;
  readonly due: number;
  readonly text: string;
}

interface BilledCall {
  readonly bill: BillAnswer | null;
  readonly cancelPreview: PreviewAnswer | null;
}

const BILL = `bill { lines { number kind label amount method recordedBy } total paid due }`;
const CALL = `query ($id: ID!, $forCustomer: Boolean) {
  _entities(representations: [{ __typename: "MoveCall", id: $id }]) { ... on MoveCall {
    ${BILL} cancelPreview(forCustomer: $forCustomer) { terms penalty refund compensation due text }
  } }
}`;
const RECORD = `mutation ($id: ID!, $kind: PaymentKind!, $amount: Int!, $method: PaymentMethod!, $key: String!) {
  recordPayment(id: $id, kind: $kind, amount: $amount, method: $method, idempotencyKey: $key) {
    moveCall { ${BILL} } userErrors { code message field }
  }
}`;

const deposit = { kind: 'DEPOSIT', amount: 177_000, method: 'TRANSFER' };

export const mover = (moverId: string): Viewer => ({ id: randomUUID(), role: 'MOVER', moverId });

/** Manage, with calls that have a quote of 1,770,000 for 2026-12-07. */
export async function billingAt(service: ManageHarness) {
  const manage = await agreeingAt(service);

  async function seen(callId: string, viewer: Viewer | null = operator, forCustomer = false) {
    const { data } = await manage.ask<{ _entities: BilledCall[] }>(viewer, CALL, { id: callId, forCustomer });
    return data._entities[0] ?? { bill: null, cancelPreview: null };
  }

  return {
    ...manage,
    seen,

    /** A call with a quote, and its people. @param team whether a team is assigned */
    async agreed({ team = true } = {}) {
      const asked = agreementTo(await manage.make(null));
      const { callId, ownerId } = asked;
      await manage.accept(asked);
      const moverId = randomUUID();
      if (team) {
        await manage.deliver(assignmentCompleted(callId, moverId));
        await manage.reaches(callId, 'ASSIGNED');
      }
      return { callId, moverId, owner: customer(ownerId), team: mover(moverId) };
    },

    /** Records a payment as a viewer. */
    async record(callId: string, payment: object = {}, viewer: Viewer | null = operator) {
      const variables = { id: callId, ...deposit, key: randomUUID(), ...payment };
      const { data, codes } = await manage.ask<{
        recordPayment: {
          moveCall: { bill: BillAnswer } | null;
          userErrors: readonly { code: string; message: string; field: readonly string[] | null }[];
        };
      }>(viewer, RECORD, variables);
      if (codes.length > 0) return { codes, bill: null, errors: [] };
      const { moveCall, userErrors } = data.recordPayment;
      return { codes, bill: moveCall?.bill ?? null, errors: userErrors };
    },

    /** Cancels a call, as the call service tells it. */
    async cancel(
      callId: string,
      { day, by = 'CUSTOMER', moverId }: { day: string; by?: Canceller; moverId: string | null },
    ): Promise<void> {
      const event = manage.event(
        fact('CallCancelled', callId, { reason: null, by, announcedMoverId: moverId }),
      );
      await manage.deliver({ ...event, time: `${day}T03:00:00.000Z` });
      await manage.reaches(callId, 'CANCELLED');
    },
  };
}

type Canceller = 'CUSTOMER' | 'OPERATOR' | 'OPERATOR_FOR_CUSTOMER';
