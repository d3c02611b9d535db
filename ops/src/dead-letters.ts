import { type EventEnvelope, eventIn, redrive } from '@movecall/eventlog';
import { type Producer, producers } from '@movecall/schema/events';
import type { ISql } from 'postgres';
import { until } from '@movecall/service/until';
import { masked } from './invariants/readable.ts';
import type { System } from './system.ts';

/** An entry that a service gave up. */
interface Letter {
  readonly id: string;
  readonly service: Producer;
  readonly stream: string;
  readonly entry_id: string;
  readonly payload: string;
  readonly error: string;
  readonly attempts: number;
  readonly at: Date;
}

/** What the operator asked for cannot be done; the message says why. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

const APPLIED_WITHIN_MS = 15_000;

/** Oldest first. */
export async function findLetters({ databases }: System, services: readonly Producer[]): Promise<Letter[]> {
  const found = await Promise.all(
    services.map(async (service) => {
      const rows = await databases[service]<Omit<Letter, 'service'>[]>`select * from dead_letters`;
      return rows.map((row) => ({ ...row, service }));
    }),
  );
  return found.flat().toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/**
 * @param id a letter's id, or a beginning that no other has
 * @throws Refused
 */
export async function findLetter(system: System, id: string): Promise<Letter> {
  const letters = (await findLetters(system, producers)).filter((letter) => letter.id.startsWith(id));
  const [letter, another] = letters;
  if (!letter || id === '')
    throw new Refused(`There is no dead letter ${id}; "dead-letters list" shows those there are`);
  if (another) throw new Refused(`More than one dead letter begins with ${id}.`);
  return letter;
}

/** Which letters are about something: their ids, by correlation id. */
export async function lettersByCorrelationId(system: System): Promise<ReadonlyMap<string, string>> {
  const letters = await findLetters(system, producers);
  return new Map(
    letters.flatMap(({ id, service, payload }) => {
      const event = eventIn(payload);
      return event ? [[event.correlationId, `${id} of ${service}`] as const] : [];
    }),
  );
}

/** A letter in one line. */
export function inOneLine({ id, service, at, payload, error, attempts }: Letter): string {
  const { type = 'no event', correlationId = '' } = eventIn(payload) ?? {};
  const [reason = ''] = error.split('\n');
  return masked(
    `${id}  ${at.toISOString()}  ${service}  ${`${type} ${correlationId}`.trim()}  after ${attempts} tries: ${reason}`,
  );
}

/** All that is known of a letter. */
export function inFull(letter: Letter): string {
  const event = eventIn(letter.payload);
  return masked(
    [
      `${letter.service} gave up entry ${letter.entry_id} of ${letter.stream} at ${letter.at.toISOString()}, after ${letter.attempts} tries`,
      letter.error,
      event ? JSON.stringify(event, null, 2) : `no event: ${letter.payload.slice(0, 2_000)}`,
    ].join('\n'),
  );
}

/** Lets go of a letter for good: what it asked for never happens here, even if it is being driven again. */
export async function dropLetter({ databases }: System, letter: Letter): Promise<string> {
  const { service, id } = letter;
  const event = eventIn(letter.payload);
  const { count } = await databases[service].begin(async (sql) => {
    // First, as the consumer does it: whoever comes second waits here, and finds the other's work done.
    if (event)
      await sql`update inbox set outcome = 'DEAD' where ${rowOf(sql, event)} and outcome = 'REDRIVE'`;
    return sql`delete from dead_letters where id = ${id}`;
  });
  if (count === 0) return `${id}: is no dead letter any more`;
  return event
    ? `${id}: dropped; ${service} never applies ${event.type} of ${event.correlationId}`
    : `${id}: dropped; it was no event`;
}

/** Has a letter's event applied by the service that gave it up, and says what came of it. */
export async function redriveLetter(system: System, letter: Letter): Promise<{ ok: boolean; said: string }> {
  const { service, id } = letter;
  const sql = system.databases[service];
  const outcome = await system.inDatabase(service, (db) => redrive(db, system.redis, id));
  switch (outcome.kind) {
    case 'NO_LETTER':
      return { ok: false, said: `${id}: is no dead letter any more` };
    case 'NO_EVENT':
      return {
        ok: false,
        said: `${id}: is no event, so ${service} can do nothing with it; it stays where it is`,
      };
    case 'NOT_DEAD':
      return { ok: true, said: `${id}: ${service} has applied the event since; the letter is gone` };
    case 'REDRIVEN':
      break;
    default:
      return outcome satisfies never;
  }
  const { type, correlationId } = outcome.event;
  const what = `${id}: ${type} of ${correlationId}`;
  if (!system.runs(service))
    return { ok: true, said: `${what} will be applied when ${service} runs again; it is not running now` };
  const became = await until(
    'the outcome',
    async () => {
      const [row] = await sql<{ outcome: string }[]>`
        select outcome from inbox where ${rowOf(sql, outcome.event)}`;
      return row && row.outcome !== 'REDRIVE' ? row.outcome : undefined;
    },
    APPLIED_WITHIN_MS,
  ).catch(() => 'REDRIVE');
  if (became === 'APPLIED') return { ok: true, said: `${what} was applied by ${service}` };
  if (became !== 'DEAD')
    return {
      ok: false,
      said: `${what} is on its way to ${service} still, and a dead letter until it is applied; "stuck" shows how long`,
    };
  const again = (await findLetters(system, [service])).findLast(
    ({ payload }) => eventIn(payload)?.id === outcome.event.id,
  );
  return {
    ok: false,
    said: masked(
      `${what} failed again in ${service}: ${again?.error.split('\n')[0]}; it is dead letter ${again?.id} now`,
    ),
  };
}

/** The inbox row of an event. */
const rowOf = (sql: ISql, { producer, correlationId, sequence }: EventEnvelope) =>
  sql`producer = ${producer} and correlation_id = ${correlationId} and sequence = ${sequence}`;
