import { seconds } from '@movecall/values/duration';
import { createSupervisor, type Supervisor, type Unit, type UnitState } from './supervisor.ts';

/** The supervisors of all units, by name. */
export interface SupervisorGroup {
  add(unit: Unit): void;
  /** @throws UnknownService */
  get(name: string): Supervisor;
  names(): string[];
  /** The states of those of the given names that are in the group, in the order given. */
  states(names: readonly string[]): Record<string, UnitState>;
  /** Starts units side by side and logs each that is ready. */
  start(names: readonly string[]): Promise<void>;
  stop(names: readonly string[], graceMs: number): Promise<void>;
}

export class UnknownService extends Error {
  constructor(name: string, known: readonly string[]) {
    super(`There is no service called "${name}". There are: ${known.join(', ')}.`);
    this.name = 'UnknownService';
  }
}

export function createSupervisorGroup(onChange: () => void, log: (line: string) => void): SupervisorGroup {
  const supervisors = new Map<string, Supervisor>();

  function get(name: string): Supervisor {
    const supervisor = supervisors.get(name);
    if (supervisor === undefined) throw new UnknownService(name, [...supervisors.keys()]);
    return supervisor;
  }

  return {
    add: (unit) => void supervisors.set(unit.name, createSupervisor(unit, onChange, log)),
    get,
    names: () => [...supervisors.keys()],
    states: (names) =>
      Object.fromEntries(
        names.flatMap((name) => {
          const supervisor = supervisors.get(name);
          return supervisor ? [[name, supervisor.state()]] : [];
        }),
      ),
    async start(names) {
      const since = performance.now();
      await Promise.all(
        names.map(async (name) => {
          await get(name).start();
          log(`${name} is ready (${seconds(performance.now() - since)})`);
        }),
      );
    },
    async stop(names, graceMs) {
      await Promise.all(names.map(async (name) => supervisors.get(name)?.stop(graceMs)));
    },
  };
}
