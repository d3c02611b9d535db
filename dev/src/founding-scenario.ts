import type { Message } from '@movecall/sandbox/message';
import { type Session } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import {
  acceptedMove,
  cancelMove,
  findMove,
  requestMove,
  settledMove,
  watchUntil,
} from '@movecall/testkit/move-calls';
import { expect, playSteps, type Step } from './scenario-steps.ts';

export interface ScenarioOptions {
  readonly customer: Session;
  /** A day with at least three free movers. */
  readonly movingOn: string;
  /** Stops or starts a service of the running system; resolves once that is done. */
  readonly service: (action: 'stop' | 'start', name: string) => Promise<void>;
  readonly log: (line: string) => void;
}

/** What the steps share. */
interface Scenario extends ScenarioOptions {
  /** The ids of the calls that the steps make. */
  readonly calls: { mapo: string; guro: string; late: string };
  /** The calls that are not cancelled yet. */
  readonly open: Set<string>;
}

/**
 * Plays the founding scenario through the public interfaces: GraphQL, the live subscription and the KakaoTalk sandbox. At the
 * end it cancels the calls that it made; the services that it stopped run again.
 *
 * @returns how many steps were done and how many failed
 */
export async function playFoundingScenario(
  options: ScenarioOptions,
): Promise<{ done: number; failed: number }> {
  const { customer } = options;
  const scenario: Scenario = { ...options, calls: { mapo: '', guro: '', late: '' }, open: new Set() };
  const outcome = await playSteps(steps, scenario);
  for (const id of scenario.open) await cancelMove(customer, id);
  return outcome;
}

const steps: readonly Step<Scenario>[] = [
  {
    title: 'a call from mapo for ₩2,500,000 is confirmed with a mover',
    async run(scenario) {
      scenario.calls.mapo = await confirmedCall(scenario, 'mapo', 2_500_000);
    },
  },
  {
    title: 'a call from guro for ₩1,500,000 is confirmed with a mover',
    async run(scenario) {
      scenario.calls.guro = await confirmedCall(scenario, 'guro', 1_500_000);
    },
  },
  {
    title: 'the first call is cancelled in all services, and its mover is free again',
    async run({ customer, calls, open, log }) {
      const errors = await cancelMove(customer, calls.mapo);
      expect(errors.length === 0, `the cancel was refused: ${errors.map(({ code }) => code).join()}`);
      open.delete(calls.mapo);
      const call = await settledMove(customer, calls.mapo, { order: 'CANCELLED', assignment: 'RELEASED' });
      expect(call.status === 'CANCELLED', `the call is ${call.status}`);
      expect(call.mover === null, 'a cancelled call still shows a mover');
      log(
        `   call ${call.statusLabel} · order ${call.order?.status} · assignment ${call.assignment?.status}`,
      );
    },
  },
  {
    title: 'while manage is down a call is refused, and nothing is left behind',
    async run({ customer, movingOn, service, log }) {
      const before = await newestCall(customer);
      await service('stop', 'manage');
      try {
        const move = { address: 'mapo', cost: 2_500_000, movingOn };
        const { moveCall, userErrors } = await requestMove(customer, move);
        const refused = moveCall === null && userErrors[0]?.code === 'TRY_AGAIN_LATER';
        expect(refused, 'the call was not refused with TRY_AGAIN_LATER');
        log(`   ${userErrors[0]?.message} (retry after ${userErrors[0]?.retryAfterSeconds} s)`);
      } finally {
        await service('start', 'manage');
      }
      expect((await newestCall(customer)) === before, 'a refused call was left behind');
    },
  },
  {
    title: 'while assign is down a call is accepted and waits; it is confirmed when assign is back',
    async run({ customer, movingOn, service, calls, open, log }) {
      await service('stop', 'assign');
      try {
        // Retried, because the circuit that opened while manage was down closes only after a while.
        calls.late = await until('a call that is accepted', async () => {
          const { moveCall } = await requestMove(customer, { address: 'mapo', cost: 2_500_000, movingOn });
          return moveCall?.id;
        });
        open.add(calls.late);
        const waiting = await watchUntil(customer, calls.late, 'ASSIGNING');
        log(`   while assign is down: ${waiting.at(-1)?.statusLabel}`);
      } finally {
        await service('start', 'assign');
      }
      await watchUntil(customer, calls.late, 'CONFIRMED');
      log(`   assign is back: ${(await findMove(customer, calls.late, 'read model'))?.statusLabel}`);
    },
  },
  {
    title: 'the customer received one KakaoTalk message for each confirmed or cancelled call',
    async run({ customer, calls, log }) {
      for (const [id, template] of [
        [calls.mapo, 'MOVER_CONFIRMED'],
        [calls.guro, 'MOVER_CONFIRMED'],
        [calls.late, 'MOVER_CONFIRMED'],
        [calls.mapo, 'CALL_CANCELLED'],
      ] as const) {
        const messages = await until(`the message ${template} about call ${id}`, () =>
          messagesAbout(customer, id, template),
        );
        expect(messages.length === 1, `${messages.length} messages ${template} about call ${id}`);
        log(`   ${template}, once: ${messages[0]?.text.split('\n')[0]}`);
      }
    },
  },
];

/** Makes a call and waits until it is confirmed. @returns its id */
async function confirmedCall(
  { customer, movingOn, open, log }: Scenario,
  address: string,
  cost: number,
): Promise<string> {
  const id = await acceptedMove(customer, { address, cost, movingOn });
  open.add(id);
  const events = await watchUntil(customer, id, 'CONFIRMED');
  const { mover } = await settledMove(customer, id, { order: 'ASSIGNED', assignment: 'ACTIVE' });
  expect(mover !== null, 'the call is confirmed without a mover');
  log(
    `   ${events.map(({ statusLabel }) => statusLabel).join(' → ')} · ${mover?.name} ${mover?.plate} · call ${id}`,
  );
  return id;
}

async function newestCall(customer: Session): Promise<string | undefined> {
  const { moveCalls } = await customer.ask<{ moveCalls: { nodes: { id: string }[] } }>(
    '{ moveCalls(first: 1) { nodes { id } } }',
  );
  return moveCalls.nodes[0]?.id;
}

async function messagesAbout(
  customer: Session,
  callId: string,
  template: string,
): Promise<Message[] | undefined> {
  const messages = (await customer.messages()).filter(
    (message) =>
      message.templateId === template && message.buttons.some(({ url }) => url.endsWith(`/calls/${callId}`)),
  );
  return messages.length > 0 ? messages : undefined;
}
