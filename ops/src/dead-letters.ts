import { type EventEnvelope, eventIn, redrive } from '@movecall/eventlog';
import { type Producer, producers } from '@movecall/schema/streams';
import type { ISql } from 'postgres';
import { until } from '@movecall/service/until';
import { maskPhones } from './invariants/plaintext.ts';
import type { System } from './system.ts';

/** A stream entry that a service gave up. */
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

/** The command cannot be carried out; the message says why. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

const APPLIED_WITHIN_MS = 15_000;

/** The dead letters of some services, oldest first. */
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
 * @param id of a dead letter, or the beginning of one that is unique
 * @throws Refused
 */
export async function findLetter(system: System, id: string): Promise<Letter> {
  const letters = (await findLetters(system, producers)).filter((letter) => letter.id.startsWith(id));
  const [letter, another] = letters;
  if (!letter || id === '')
    throw new Refused(`There is no dead letter ${id}. "dead-letters list" shows all.`);
  if (another) throw new Refused(`More than one dead letter's id begins with ${id}. Give more of it.`);
  return letter;
}

/** The ids of dead letters, by their events' correlation ids. */
export async function lettersByCorrelationId(system: System): Promise<ReadonlyMap<string, string>> {
  const letters = await findLetters(system, producers);
  return new Map(
    letters.flatMap(({ id, service, payload }) => {
      const event = eventIn(payload);
      return event ? [[event.correlationId, `${id} of ${service}`] as const] : [];
    }),
  );
}

/** A dead letter in one line. */
export function inOneLine({ id, service, at, payload, error, attempts }: Letter): string {
  const { type = 'not an event', correlationId = '' } = eventIn(payload) ?? {};
  const [reason = ''] = error.split('\n');
  return maskPhones(
    `${id}  ${at.toISOString()}  ${service}  ${`${type} ${correlationId}`.trim()}  after ${attempts} tries: ${reason}`,
  );
}

/** A dead letter with its whole error and event. */
export function inFull(letter: Letter): string {
  const event = eventIn(letter.payload);
  return maskPhones(
    [
      `${letter.service} gave up entry ${letter.entry_id} of ${letter.stream} at ${letter.at.toISOString()}, after ${letter.attempts} tries`,
      letter.error,
      event ? JSON.stringify(event, null, 2) : `not an event: ${letter.payload.slice(0, 2_000)}`,
    ].join('\n'),
  );
}

/** Deletes a dead letter. The service never applies its event, even if a redrive is under way. */
export async function dropLetter({ databases }: System, letter: Letter): Promise<string> {
  const { service, id } = letter;
  const event = eventIn(letter.payload);
  const { count } = await databases[service].begin(async (sql) => {
    // The inbox row first, in the consumer's order: of the two, the second waits here and finds the first's work done.
    if (event)
      await sql`update inbox set outcome = 'DEAD' where ${rowOf(sql, event)} and outcome = 'REDRIVE'`;
    return sql`delete from dead_letters where id = ${id}`;
  });
  if (count === 0) return `${id}: is not a dead letter any more`;
  return event
    ? `${id}: dropped; ${service} never applies ${event.type} of ${event.correlationId}`
    : `${id}: dropped; it was not an event`;
}

/** Has the service that gave an event up apply it again, and waits for the outcome. */
export async function redriveLetter(
  system: System,
  letter: Letter,
): Promise<{ ok: boolean; message: string }> {
  const { service, id } = letter;
  const sql = system.databases[service];
  const outcome = await system.inDatabase(service, (db) => redrive(db, system.redis, id));
  switch (outcome.kind) {
    case 'NO_LETTER':
      return { ok: false, message: `${id}: is not a dead letter any more` };
    case 'NO_EVENT':
      return {
        ok: false,
        message: `${id}: is not an event, so ${service} cannot apply it; it stays a dead letter`,
      };
    case 'NOT_DEAD':
      return {
        ok: true,
        message: `${id}: ${service} has applied the event meanwhile; the dead letter is deleted`,
      };
    case 'REDRIVEN':
      break;
    default:
      return outcome satisfies never;
  }
  const { type, correlationId } = outcome.event;
  const what = `${id}: ${type} of ${correlationId}`;
  if (!system.runs(service))
    return { ok: true, message: `${what} will be applied when ${service} runs again; it is not running now` };
  const became = await until(
    'the outcome',
    async () => {
      const [row] = await sql<{ outcome: string }[]>`
        select outcome from inbox where ${rowOf(sql, outcome.event)}`;
      return row && row.outcome !== 'REDRIVE' ? row.outcome : undefined;
    },
    APPLIED_WITHIN_MS,
  ).catch(() => 'REDRIVE');
  if (became === 'APPLIED') return { ok: true, message: `${what} was applied by ${service}` };
  if (became !== 'DEAD')
    return {
      ok: false,
      message: `${what} is not applied by ${service} yet and stays a dead letter until then; "stuck" shows for how long`,
    };
  const again = (await findLetters(system, [service])).findLast(
    ({ payload }) => eventIn(payload)?.id === outcome.event.id,
  );
  return {
    ok: false,
    message: maskPhones(
      `${what} failed again in ${service}: ${again?.error.split('\n')[0]}; it is the dead letter ${again?.id} now`,
    ),
  };
}

/** The inbox row of an event. */
const rowOf = (sql: ISql, { producer, correlationId, sequence }: EventEnvelope) =>
  sql`producer = ${producer} and correlation_id = ${correlationId} and sequence = ${sequence}`;
