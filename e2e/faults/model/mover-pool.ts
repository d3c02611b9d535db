import { askGraphql } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import type { Testbed } from '../testbed.ts';
import type { Mover } from './dispatch-model.ts';
import { PATIENCE_MS } from './command.ts';

/**
 * The movers of a testbed while sequences of commands are run on it: nobody but those whom a sequence knows of is available, so
 * that it can be told exactly who gets which call.
 */
export interface MoverPool {
  /** Other movers for those that sequences begin with: nobody has booked these. */
  replaceFirstMovers(): Promise<void>;
  forSequence(): SequenceMovers;
  /** All movers that there were are available again. */
  restoreAvailability(): Promise<void>;
}

/** The movers of one sequence: those that it begins with and those that it registers. */
export interface SequenceMovers {
  register(mover: Mover): Promise<void>;
  switch(name: string, available: boolean): Promise<void>;
  /** Their names in the model, by their ids. */
  names(): ReadonlyMap<string, string>;
  /** Those that it began with can be had again, those that it registered cannot. */
  leave(): Promise<void>;
}

const SWITCH = `mutation ($id: ID!, $available: Boolean!) {
  setMoverAvailability(id: $id, available: $available) { userErrors { code } } }`;
const REGISTER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { userErrors { code } } }`;

export async function createMoverPool({ system }: Testbed, first: readonly Mover[]): Promise<MoverPool> {
  const { operator, sql } = system;
  let registrations = 0;

  /** The codes of its refusals; undefined when there was no answer. */
  async function ask(query: string, variables: object): Promise<readonly string[] | undefined> {
    const answer = await askGraphql<Record<string, { userErrors: { code: string }[] }>>(
      system.addresses,
      query,
      { ...variables },
      operator.token,
    ).catch(() => null);
    const [payload] = Object.values(answer?.data ?? {});
    return payload?.userErrors.map(({ code }) => code);
  }

  async function setAvailable(id: string, available: boolean): Promise<void> {
    const refusals = await until(
      `mover ${id} to be switched`,
      () => ask(SWITCH, { id, available }),
      PATIENCE_MS,
    );
    if (refusals.length > 0) throw new Error(`mover ${id} was not switched: ${refusals.join()}`);
  }

  async function register({ base, moveTypes }: Mover): Promise<string> {
    registrations += 1;
    const tel = `0108${String(1_000_000 + registrations)}`;
    const input = { name: `이사팀 ${base}`, tel, plate: '12가3456', base: { address: base }, moveTypes };
    const refusals = await until(
      `a mover at ${base} to be registered`,
      () => ask(REGISTER, { input }),
      PATIENCE_MS,
    );
    // Registered already, it was by the first try: that one's answer got lost.
    const [refusal] = refusals.filter((code) => code !== 'ALREADY_REGISTERED');
    if (refusal !== undefined) throw new Error(`a mover was refused: ${refusal}`);
    const [mover] = await sql.assign<{ id: string }[]>`
      select id from movers where tel = ${`+82${tel.slice(1)}`}`;
    if (!mover) throw new Error(`the mover at ${base} was registered and is not there`);
    return mover.id;
  }

  const others = await sql.assign<{ id: string }[]>`select id from movers where available`;
  await Promise.all(others.map(({ id }) => setAvailable(id, false)));
  let always = new Map<string, string>();

  async function dismiss(): Promise<void> {
    await Promise.all([...always.values()].map((id) => setAvailable(id, false)));
  }

  return {
    async replaceFirstMovers() {
      await dismiss();
      always = new Map();
      for (const mover of first) always.set(mover.name, await register(mover));
    },
    forSequence() {
      const ids = new Map(always);
      const switchedOff = new Set<string>();
      return {
        async register(mover) {
          ids.set(mover.name, await register(mover));
        },
        async switch(name, available) {
          const id = ids.get(name);
          if (id === undefined) throw new Error(`nobody registered ${name}`);
          await setAvailable(id, available);
          if (available) switchedOff.delete(name);
          else switchedOff.add(name);
        },
        names: () => new Map([...ids].map(([name, id]) => [id, name])),
        async leave() {
          for (const [name, id] of ids) if (!always.has(name)) await setAvailable(id, false);
          for (const [name, id] of always) if (switchedOff.has(name)) await setAvailable(id, true);
        },
      };
    },
    async restoreAvailability() {
      await dismiss();
      await Promise.all(others.map(({ id }) => setAvailable(id, true)));
    },
  };
}
