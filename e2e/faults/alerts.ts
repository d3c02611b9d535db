import type { Message } from '@movecall/sandbox/message';
import { until } from '@movecall/service/until';
import type { Testbed } from './testbed.ts';

/** A row of the notifier's deliveries ledger, with the messages that the provider accepted for it. */
export interface Alert {
  readonly id: string;
  readonly callId: string;
  readonly template: string;
  readonly status: string;
  readonly attempt: number;
  readonly createdAt: Date;
  /** When the delivery reached its current status. */
  readonly since: Date | null;
  /** When the notifier tries next. */
  readonly dueAt: Date | null;
  readonly messages: readonly Message[];
}

/** The alerts to the customers of some calls, oldest first. */
export async function alertsOf(testbed: Testbed, callIds: readonly string[]): Promise<Alert[]> {
  const rows = await testbed.system.sql.notifier<Omit<Alert, 'messages'>[]>`
    select id, correlation_id as "callId", template, status, attempt,
      created_at as "createdAt", since, due_at as "dueAt"
    from deliveries where correlation_id = any(${[...callIds]}::uuid[]) and recipient_id is null
    order by created_at, version`;
  const accepted = (await (await fetch(`${testbed.system.addresses.sandbox}/messages`)).json()) as Message[];
  const messages = new Map<string, Message[]>();
  for (const message of accepted) {
    const key = `${message.templateId} ${callIdIn(message.buttons[0]?.url)}`;
    messages.set(key, [...(messages.get(key) ?? []), message]);
  }
  return rows.map((row) => ({ ...row, messages: messages.get(`${row.template} ${row.callId}`) ?? [] }));
}

/** Resolves once both alerts of each confirmed call are in a final status. */
export const waitUntilAlertsEnd = waitForDeliveries(
  'every alert to end',
  2,
  `status in ('DELIVERED', 'FAILED', 'SUPERSEDED')`,
);

/** Resolves once one delivery attempt of each call has failed, at the provider or on the connection to it. */
export const waitUntilAlertsAttempted = waitForDeliveries(
  'a failed delivery attempt of every call',
  1,
  `attempt > 0 and status <> 'SENDING'`,
);

/** Resolves once the provider has accepted both messages of each confirmed call. */
export const waitUntilAlertsAccepted = waitForDeliveries(
  'every message to be accepted',
  2,
  `status in ('ACCEPTED', 'DELIVERED')`,
);

/** @param perCall how many deliveries of each call have to meet the SQL `condition` */
function waitForDeliveries(what: string, perCall: number, condition: string) {
  return async ({ system }: Testbed, callIds: readonly string[]): Promise<void> => {
    await until(
      what,
      async () => {
        const { count } = await system.sql.notifier`
          select from deliveries
          where correlation_id = any(${[...callIds]}::uuid[]) and recipient_id is null
            and ${system.sql.notifier.unsafe(condition)}`;
        return count >= perCall * callIds.length || undefined;
      },
      120_000,
    );
  };
}

const callIdIn = (url: string | undefined): string => /\/calls\/([0-9a-f-]+)/.exec(url ?? '')?.[1] ?? '';
