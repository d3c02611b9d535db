import type { Commanded, Decision } from '@movecall/decider';
import { badUserInput, forbidden } from '@movecall/graphql';
import { signedIn } from '@movecall/identity/request-context';
import { isPrintable } from '@movecall/values/text';
import { causeOf, idOf } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { maySeeOrder } from '../visibility.ts';
import { viewOfBill } from './bill-view.ts';
import { previewCancel } from './cancel-preview.ts';
import type { LedgerCommand, LedgerFact, LedgerRefusal } from './ledger.ts';
import { cancellerOf, recorderOf } from './ledger-rights.ts';
import { paymentProblem } from './payment-problem.ts';

export interface LedgerResolverDeps {
  /** Executes a command in a transaction, which it shares with others that arrive meanwhile. */
  readonly executeOnLedger: (
    command: Commanded<LedgerCommand>,
  ) => Promise<Decision<LedgerFact, LedgerRefusal>>;
  readonly now: () => Date;
}

/** The resolvers of bills. They translate between GraphQL and the domain. */
export const createLedgerResolvers = ({ executeOnLedger, now }: LedgerResolverDeps) =>
  ({
    Mutation: {
      async recordPayment(_parent, { id: given, ...payment }, context) {
        const viewer = signedIn(context);
        if (viewer.role !== 'OPERATOR' && viewer.role !== 'MOVER') throw forbidden();
        assertKey(payment.idempotencyKey);
        const id = idOf(given);
        const order = id === null ? null : await context.orders.load(id);
        if (id === null || !order || !maySeeOrder(viewer, order))
          return { moveCall: null, userErrors: [paymentProblem('NOT_FOUND')] };
        const recordedBy = recorderOf(viewer, order);
        if (recordedBy === null) throw forbidden();
        const command: LedgerCommand = {
          type: 'recordPayment',
          payment: { ...payment, recordedBy, recorderId: viewer.id },
          at: now(),
        };
        const decision = await executeOnLedger({ id, command, cause: causeOf(context) });
        if ('refusal' in decision) return { moveCall: null, userErrors: [paymentProblem(decision.refusal)] };
        context.ledgers.clear(id);
        return { moveCall: { id }, userErrors: [] };
      },
    },

    MoveCall: {
      async bill({ id: given }, _args, { viewer, orders, ledgers }) {
        const id = idOf(given);
        const order = id === null ? null : await orders.load(id);
        if (id === null || !order || !viewer || !maySeeOrder(viewer, order)) return null;
        return viewOfBill(await ledgers.load(id));
      },

      async cancelPreview({ id: given }, { forCustomer }, { viewer, orders, ledgers }) {
        const id = idOf(given);
        const order = id === null ? null : await orders.load(id);
        if (id === null || !order || !viewer) return null;
        const canceller = cancellerOf(viewer, order, forCustomer ?? false, now());
        return canceller && previewCancel(await ledgers.load(id), canceller);
      },
    },
  }) satisfies Resolvers;

const MAX_KEY_LENGTH = 200;

/** @throws CodedError BAD_USER_INPUT */
function assertKey(key: string): void {
  if (key.length < 1 || key.length > MAX_KEY_LENGTH || !isPrintable(key))
    throw badUserInput(`idempotencyKey must be 1 to ${MAX_KEY_LENGTH} printable characters.`);
}
