import { askGraphql } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import type { System } from '../../support/system.ts';
import { PATIENCE_MS } from '../patience.ts';
import type { Testbed } from '../testbed.ts';
import type { Mover } from './dispatch-model.ts';

/**
 * The movers of the testbed while command sequences run on it. Only movers that the sequence knows are available, so that the
 * model can predict which call gets which mover.
 */
export interface MoverPool {
  /** Registers new movers without bookings in place of those that sequences begin with. */
  replaceFirstMovers(): Promise<void>;
  forSequence(): SequenceMovers;
  /** Makes all earlier movers available again. */
  restoreAvailability(): Promise<void>;
}

/** The movers of one sequence: those that it begins with and those that it registers. */
export interface SequenceMovers {
  register(mover: Mover): Promise<void>;
  switch(name: string, available: boolean): Promise<void>;
  /** The names in the model, by mover id. */
  names(): ReadonlyMap<string, string>;
  /** @throws Error for a name that is not known */
  idOf(name: string): string;
  /** Makes the first movers available again, and the registered ones unavailable. */
  leave(): Promise<void>;
}

export async function createMoverPool(
  { system }: Testbed,
  firstMovers: readonly Mover[],
): Promise<MoverPool> {
  const admin = createMoverAdmin(system);
  const others = await system.sql.assign<{ id: string }[]>`select id from movers where available`;
  await Promise.all(others.map(({ id }) => admin.setAvailable(id, false)));
  /** The ids of the current first movers, by name. */
  let first = new Map<string, string>();

  async function dismissFirstMovers(): Promise<void> {
    await Promise.all([...first.values()].map((id) => admin.setAvailable(id, false)));
  }

  return {
    async replaceFirstMovers() {
      await dismissFirstMovers();
      first = new Map();
      for (const mover of firstMovers) first.set(mover.name, await admin.register(mover));
    },
    forSequence: () => createSequenceMovers(admin, first),
    async restoreAvailability() {
      await dismissFirstMovers();
      await Promise.all(others.map(({ id }) => admin.setAvailable(id, true)));
    },
  };
}

function createSequenceMovers(admin: MoverAdmin, first: ReadonlyMap<string, string>): SequenceMovers {
  const ids = new Map(first);
  const switchedOff = new Set<string>();
  function idOf(name: string): string {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`mover ${name} was not registered`);
    return id;
  }
  return {
    idOf,
    async register(mover) {
      ids.set(mover.name, await admin.register(mover));
    },
    async switch(name, available) {
      await admin.setAvailable(idOf(name), available);
      if (available) switchedOff.delete(name);
      else switchedOff.add(name);
    },
    names: () => new Map([...ids].map(([name, id]) => [id, name])),
    async leave() {
      for (const [name, id] of ids) if (!first.has(name)) await admin.setAvailable(id, false);
      for (const [name, id] of first) if (switchedOff.has(name)) await admin.setAvailable(id, true);
    },
  };
}

type MoverAdmin = ReturnType<typeof createMoverAdmin>;

const SWITCH = `mutation ($id: ID!, $available: Boolean!) {
  setMoverAvailability(id: $id, available: $available) { userErrors { code } } }`;
const REGISTER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { userErrors { code } } }`;

/** The operator's mutations, each repeated until there is an answer. */
function createMoverAdmin({ addresses, operator, sql }: System) {
  let registrations = 0;

  /** @returns the codes of the user errors; undefined when there was no answer */
  async function mutate(query: string, variables: object): Promise<readonly string[] | undefined> {
    const answer = await askGraphql<Record<string, { userErrors: { code: string }[] }>>(
      addresses,
      query,
      { ...variables },
      operator.token,
    ).catch(() => null);
    const [payload] = Object.values(answer?.data ?? {});
    return payload?.userErrors.map(({ code }) => code);
  }

  /** A company that the system begins with, and that is insured for longer than a calendar. */
  async function aCompany(): Promise<string> {
    const [company] = await sql.assign<{ id: string }[]>`
      select id from companies order by insured_until desc, name limit 1`;
    if (!company) throw new Error('the system has no company');
    return company.id;
  }

  return {
    async setAvailable(id: string, available: boolean): Promise<void> {
      const refusals = await until(
        `the availability of mover ${id} to be set`,
        () => mutate(SWITCH, { id, available }),
        PATIENCE_MS,
      );
      if (refusals.length > 0)
        throw new Error(`setMoverAvailability of ${id} was refused: ${refusals.join()}`);
    },

    /** @returns the mover's id */
    async register({ base, moveTypes, insured }: Mover): Promise<string> {
      registrations += 1;
      const tel = `0108${String(1_000_000 + registrations)}`;
      const team = { moveTypes, companyId: insured ? await aCompany() : null };
      const input = { name: `이사팀 ${base}`, tel, plate: '12가3456', base: { address: base }, ...team };
      const refusals = await until(
        `a mover at ${base} to be registered`,
        () => mutate(REGISTER, { input }),
        PATIENCE_MS,
      );
      // ALREADY_REGISTERED: an earlier try took effect and its answer was lost.
      const [refusal] = refusals.filter((code) => code !== 'ALREADY_REGISTERED');
      if (refusal !== undefined) throw new Error(`registerMover was refused: ${refusal}`);
      const [mover] = await sql.assign<{ id: string }[]>`
        select id from movers where tel = ${`+82${tel.slice(1)}`}`;
      if (!mover) throw new Error(`the mover at ${base} was registered and is not in the database`);
      return mover.id;
    },
  };
}
