import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import { afterLookUp, afterReport } from './delivery-outcome.ts';
import { afterSend, claim, erase, withdraw } from './delivery-sending.ts';
import {
  type Circumstances,
  type Delivery,
  type DeliveryFact,
  evolve,
  later,
  type NewMessage,
} from './delivery-state.ts';
import type { Answer, Finding, Report } from './provider.ts';

/** The decisions about one message to one customer. delivery-state.ts describes its life. */

/** What is asked of a delivery, without the circumstances. */
export type DeliveryRequest =
  /** An event causes the message. `expiresAt` null: after the time that the policy sets. */
  | { readonly type: 'record'; readonly message: NewMessage; readonly expiresAt: Date | null }
  /** A later event makes the message wrong. */
  | { readonly type: 'withdraw' }
  /** The personal data of the call was erased. */
  | { readonly type: 'erase' }
  /** The delivery is due: begin to send it, or to look it up. */
  | { readonly type: 'claim' }
  | { readonly type: 'noteAnswer'; readonly attempt: number; readonly answer: Answer }
  | { readonly type: 'noteFinding'; readonly askedAt: Date; readonly finding: Finding }
  | { readonly type: 'noteReport'; readonly report: Omit<Report, 'deliveryId'> };

export type DeliveryCommand = DeliveryRequest & { readonly circumstances: Circumstances };

/** There is no such delivery. */
export type DeliveryRefusal = 'ABSENT';

export type DeliveryDecision = Decision<DeliveryFact, DeliveryRefusal>;

/** The delivery that is recorded under an id; null: none. */
export const initialDelivery: Delivery | null = null;

export const deliveryDecider: Decider<Delivery | null, DeliveryCommand, DeliveryFact, DeliveryRefusal> = {
  decide,
  evolve,
};

function decide(delivery: Delivery | null, command: DeliveryCommand): DeliveryDecision {
  const { circumstances } = command;
  if (command.type === 'record') return delivery === null ? facts(recorded(command)) : facts();
  if (delivery === null) return refusal('ABSENT');
  switch (command.type) {
    case 'withdraw':
      return facts(...withdraw(delivery, circumstances));
    case 'erase':
      return facts(...erase(delivery, circumstances));
    case 'claim':
      return facts(...claim(delivery, circumstances));
    case 'noteAnswer':
      return facts(...afterSend(delivery, command.attempt, command.answer, circumstances));
    case 'noteFinding':
      return facts(...afterLookUp(delivery, command.askedAt, command.finding, circumstances));
    case 'noteReport':
      return facts(...afterReport(delivery, command.report, circumstances));
    default:
      return command satisfies never;
  }
}

function recorded({
  message,
  expiresAt,
  circumstances: { now, policy },
}: Extract<DeliveryCommand, { type: 'record' }>): DeliveryFact {
  return { type: 'Recorded', message, at: now, expiresAt: expiresAt ?? later(now, policy.usefulMs) };
}
