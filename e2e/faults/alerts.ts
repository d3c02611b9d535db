import type { Message } from '@movecall/sandbox/message';
import { until } from '@movecall/service/until';
import type { Testbed } from './testbed.ts';

/** A delivery in the notifier's ledger, with what the provider took for it. */
export interface Alert {
  readonly id: string;
  readonly callId: string;
  readonly template: string;
  readonly status: string;
  readonly attempt: number;
  readonly createdAt: Date;
  readonly since: Date | null;
  readonly dueAt: Date | null;
  readonly messages: readonly Message[];
}

export async function alertsOf(testbed: Testbed, callIds: readonly string[]): Promise<Alert[]> {
  const rows = await testbed.system.sql.notifier<Omit<Alert, 'messages'>[]>`
    select id, correlation_id as "callId", template, status, attempt,
      created_at as "createdAt", since, due_at as "dueAt"
    from deliveries where correlation_id = any(${[...callIds]}::uuid[]) order by created_at, version`;
  const taken = (await (await fetch(`${testbed.system.addresses.sandbox}/messages`)).json()) as Message[];
  const messages = new Map<string, Message[]>();
  for (const message of taken) {
    const about = `${message.templateId} ${callIn(message.buttons[0]?.url)}`;
    messages.set(about, [...(messages.get(about) ?? []), message]);
  }
  return rows.map((row) => ({ ...row, messages: messages.get(`${row.template} ${row.callId}`) ?? [] }));
}

/** Resolves once both alerts of each of these confirmed calls have ended. */
export const waitUntilAlertsEnd = async (testbed: Testbed, callIds: readonly string[]): Promise<void> => {
  await reach(testbed, callIds, 2, 'every alert to end', `status in ('DELIVERED', 'FAILED', 'SUPERSEDED')`);
};

/** Resolves once the provider, or the line to it, has failed the first alert of each of these calls. */
export const waitUntilAlertsAttempted = async (
  testbed: Testbed,
  callIds: readonly string[],
): Promise<void> => {
  await reach(testbed, callIds, 1, 'every call to be struck', `attempt > 0 and status <> 'SENDING'`);
};

/** Resolves once the provider has taken both messages of each of these confirmed calls. */
export const waitUntilAlertsAccepted = async (
  testbed: Testbed,
  callIds: readonly string[],
): Promise<void> => {
  await reach(testbed, callIds, 2, 'every message to be taken', `status in ('ACCEPTED', 'DELIVERED')`);
};

const reach = (
  { system }: Testbed,
  callIds: readonly string[],
  each: number,
  what: string,
  condition: string,
): Promise<true> =>
  until(
    what,
    async () => {
      const { count } = await system.sql.notifier`
        select from deliveries
        where correlation_id = any(${[...callIds]}::uuid[]) and ${system.sql.notifier.unsafe(condition)}`;
      return count >= each * callIds.length || undefined;
    },
    120_000,
  );

const callIn = (url: string | undefined): string => /\/calls\/([0-9a-f-]+)/.exec(url ?? '')?.[1] ?? '';
