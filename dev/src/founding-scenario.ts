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
} from '@movecall/testkit/moves';

/** What the founding scenario is played with. */
export interface Play {
  readonly customer: Session;
  /** A day with at least three free movers. */
  readonly movingOn: string;
  /** Stops or starts a service of the running system, and waits for it. */
  readonly service: (action: 'stop' | 'start', name: string) => Promise<void>;
  readonly log: (line: string) => void;
}

interface Step {
  readonly title: string;
  readonly run: () => Promise<void>;
}

class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

const expect = (condition: boolean, otherwise: string): void => {
  if (!condition) throw new StepFailed(otherwise);
};

/**
 * Plays the founding scenario from the outside: GraphQL, the live subscription and the KakaoTalk sandbox. It cancels what it
 * made and starts again what it stopped.
 *
 * @returns how many steps were done and how many failed
 */
export async function playFoundingScenario(play: Play): Promise<{ done: number; failed: number }> {
  const { customer, log } = play;
  /** Calls that were made and not cancelled yet. */
  const open = new Set<string>();
  const steps = stepsOf(play, open);
  let failed = 0;
  for (const [index, { title, run }] of steps.entries()) {
    log(`${index + 1}. ${title}`);
    const since = performance.now();
    try {
      await run();
      log(`   ✓ ${((performance.now() - since) / 1000).toFixed(2)} s`);
    } catch (error) {
      failed += 1;
      log(`   ✗ ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const id of open) await cancelMove(customer, id);
  return { done: steps.length - failed, failed };
}

function stepsOf({ customer, movingOn, service, log }: Play, open: Set<string>): readonly Step[] {
  let mapo = '';
  let guro = '';
  let late = '';

  async function confirmedCall(address: string, cost: number): Promise<string> {
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

  async function newestCall(): Promise<string | undefined> {
    const { moveCalls } = await customer.ask<{ moveCalls: { nodes: { id: string }[] } }>(
      '{ moveCalls(first: 1) { nodes { id } } }',
    );
    return moveCalls.nodes[0]?.id;
  }

  return [
    {
      title: 'a call from mapo for ₩2,500,000 is confirmed with a mover',
      run: async () => void (mapo = await confirmedCall('mapo', 2_500_000)),
    },
    {
      title: 'a call from guro for ₩1,500,000 is confirmed with a mover',
      run: async () => void (guro = await confirmedCall('guro', 1_500_000)),
    },
    {
      title: 'the first call is cancelled everywhere, and its mover is free again',
      async run() {
        const errors = await cancelMove(customer, mapo);
        expect(errors.length === 0, `the cancel was refused: ${errors.map(({ code }) => code).join()}`);
        open.delete(mapo);
        const call = await settledMove(customer, mapo, { order: 'CANCELLED', assignment: 'RELEASED' });
        expect(call.status === 'CANCELLED', `the call is ${call.status}`);
        expect(call.mover === null, 'a cancelled call still shows a mover');
        log(
          `   call ${call.statusLabel} · order ${call.order?.status} · assignment ${call.assignment?.status}`,
        );
      },
    },
    {
      title: 'while manage is down a call is refused, and nothing is left behind',
      async run() {
        const before = await newestCall();
        await service('stop', 'manage');
        try {
          const { moveCall, userErrors } = await requestMove(customer, {
            address: 'mapo',
            cost: 2_500_000,
            movingOn,
          });
          const refused = moveCall === null && userErrors[0]?.code === 'TRY_AGAIN_LATER';
          expect(refused, 'the call was not refused with TRY_AGAIN_LATER');
          log(`   ${userErrors[0]?.message} (retry after ${userErrors[0]?.retryAfterSeconds} s)`);
        } finally {
          await service('start', 'manage');
        }
        expect((await newestCall()) === before, 'a refused call was left behind');
      },
    },
    {
      title: 'while assign is down a call is accepted and waits; it is confirmed when assign is back',
      async run() {
        await service('stop', 'assign');
        try {
          // The circuit breaker that opened while manage was down closes by itself.
          late = await until('a call that is accepted', async () => {
            const { moveCall } = await requestMove(customer, { address: 'mapo', cost: 2_500_000, movingOn });
            return moveCall?.id;
          });
          open.add(late);
          const waiting = await watchUntil(customer, late, 'ASSIGNING');
          log(`   while assign is down: ${waiting.at(-1)?.statusLabel}`);
        } finally {
          await service('start', 'assign');
        }
        await watchUntil(customer, late, 'CONFIRMED');
        log(`   assign is back: ${(await findMove(customer, late, 'read model'))?.statusLabel}`);
      },
    },
    {
      title: 'each confirmed or cancelled call reached the customer by KakaoTalk, once',
      async run() {
        for (const [id, template] of [
          [mapo, 'MOVER_CONFIRMED'],
          [guro, 'MOVER_CONFIRMED'],
          [late, 'MOVER_CONFIRMED'],
          [mapo, 'CALL_CANCELLED'],
        ] as const) {
          const messages = await until(`the message ${template} about call ${id}`, () =>
            told(customer, id, template),
          );
          expect(messages.length === 1, `${messages.length} messages ${template} about call ${id}`);
          log(`   ${template}, once: ${messages[0]?.text.split('\n')[0]}`);
        }
      },
    },
  ];
}

async function told(customer: Session, callId: string, template: string): Promise<Message[] | undefined> {
  const messages = (await customer.messages()).filter(
    (message) =>
      message.templateId === template && message.buttons.some(({ url }) => url.endsWith(`/calls/${callId}`)),
  );
  return messages.length > 0 ? messages : undefined;
}
