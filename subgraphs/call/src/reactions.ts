import { causedBy, type EventEnvelope, NotYetError, type Transaction } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import { type EventOf, parseEvent, type TypedText } from '@movecall/schema/events';
import { parseTel, type Tel } from '@movecall/values/tel';
import { eq } from 'drizzle-orm';
import { callExistence } from './attempt.ts';
import { type Command, decide, type Mover } from './call.ts';
import type { SessionStore } from './session-store.ts';
import type { CallStore } from './store.ts';
import { alerts, attempts, movers } from './tables.ts';

export interface ReactionDeps {
  readonly calls: CallStore;
  readonly sessions: SessionStore;
  readonly sealer: Sealer;
  readonly now: () => Date;
}

/**
 * Makes the reaction to the events of manage, assign and notifier. Each event becomes a command on a call or a local copy, in
 * the given transaction. The reaction throws NotYetError for an event about a call whose attempt is still PENDING.
 */
export const createReactions =
  (deps: ReactionDeps) =>
  async (tx: Transaction, envelope: EventEnvelope): Promise<void> => {
    const event = parseEvent(envelope);
    switch (event?.type) {
      case 'AssignmentRequested':
        return execute(deps, tx, envelope, { type: 'noteAssigning' });
      case 'AssignmentFailed':
        return execute(deps, tx, envelope, { type: 'noteNoMoverFree', reason: event.data.reason });
      case 'AssignmentCompleted':
        return execute(deps, tx, envelope, { type: 'confirm', mover: unsealed(deps, event.data.mover) });
      case 'MoverRegistered':
        return storeMover(deps, tx, envelope, event.data);
      case 'AlertSettled':
        return storeAlert(tx, event.correlationId, event.data);
      // These follow from a cancel or a withdrawal by this service, which are final.
      case 'AssignmentCancelRequested':
      case 'AssignmentCancelled':
      // Only assign needs to know whether a mover is available.
      case 'MoverAvailabilityChanged':
      // This service's own events.
      case 'CallCancelled':
      case 'CallWithdrawn':
      case 'MoveCallStatusChanged':
      case 'LoginCodeRequested':
      case 'SessionsEnded':
      case 'CallErased':
      // It follows from CallErased.
      case 'OrderErased':
      // An event of a newer producer.
      case undefined:
        return;
      default:
        return event satisfies never;
    }
  };

/** Executes a command on the call that an event is about. */
async function execute(
  { calls, now }: ReactionDeps,
  tx: Transaction,
  event: EventEnvelope,
  command: Command,
): Promise<void> {
  if (!(await callExists(tx, event.correlationId))) return;
  await calls.change(tx, event.correlationId, (call) => decide(call, command), {
    now: now(),
    cause: causedBy(event),
  });
}

/** Stores a copy of a registered mover, who may sign in with its phone. Whoever has its former phone is no longer the mover. */
async function storeMover(
  deps: ReactionDeps,
  tx: Transaction,
  event: EventEnvelope,
  { moverId, name, tel }: EventOf<'MoverRegistered'>['data'],
): Promise<void> {
  const mover = { name: unsealText(deps, name), tel: unsealTel(deps, tel) };
  await tx
    .insert(movers)
    .values({ id: moverId, ...mover })
    .onConflictDoUpdate({ target: movers.id, set: mover });
  await deps.sessions.end(tx, 'WITH_A_LOST_ROLE', { now: deps.now(), cause: causedBy(event) });
}

async function storeAlert(
  tx: Transaction,
  callId: string,
  data: EventOf<'AlertSettled'>['data'],
): Promise<void> {
  // An alert about a sign-in has no call.
  if (!(await callExists(tx, callId))) return;
  const { deliveryId, template, channel, outcome } = data;
  const alert = { callId, template, channel, outcome, at: new Date(data.at) };
  await tx
    .insert(alerts)
    .values({ id: deliveryId, ...alert })
    .onConflictDoUpdate({ target: alerts.id, set: alert });
}

/** @throws NotYetError while the attempt of the call is not settled */
async function callExists(tx: Transaction, id: string): Promise<boolean> {
  const [attempt] = await tx.select({ status: attempts.status }).from(attempts).where(eq(attempts.id, id));
  const existence = callExistence(attempt?.status ?? null);
  if (existence === 'NOT_YET') throw new NotYetError(`the attempt ${id} is not settled yet`);
  return existence === 'CALL_EXISTS';
}

const unsealed = (
  deps: ReactionDeps,
  { id, name, tel, plate }: EventOf<'AssignmentCompleted'>['data']['mover'],
): Mover => ({ id, name: unsealText(deps, name), tel: unsealTel(deps, tel), plate });

const unsealText = ({ sealer }: ReactionDeps, text: TypedText): string =>
  typeof text === 'string' ? text : sealer.unseal(text.sealed);

function unsealTel({ sealer }: ReactionDeps, sealed: string): Tel {
  const tel = parseTel(sealer.unseal(sealed));
  if (!tel) throw new Error('the sealed text in the event is not a Korean mobile number; check its producer');
  return tel;
}
