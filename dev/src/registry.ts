import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { State } from './keeper.ts';

/** Where a unit runs. External servers have no process of ours. */
export interface Running {
  readonly pid: number | null;
  /** For a service an origin, for a database its connection URL. */
  readonly url: string;
}

export interface Registry {
  /** What the file says now, or will say in a moment. */
  entries(): Record<string, Running>;
  /** From now on every change is written down. Nobody is to find half a system in the file. */
  publish(): Promise<void>;
  changed(): void;
  /** Resolves once all changes so far are in the file. */
  written(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * `services.json`: who runs where, for people and for programs that test us. Always replaced as a whole, so that a reader
 * never sees half of it.
 *
 * @param states each unit's state, in the order of the file
 * @param external servers that we did not start, last in the file
 */
export function createRegistry(
  directory: string,
  states: () => Readonly<Record<string, State>>,
  external: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Registry {
  const file = registryFile(directory);
  const last: Record<string, Running> = {};
  let published = false;
  let writing = Promise.resolve();

  function entries(): Record<string, Running> {
    const found: Record<string, Running> = {};
    for (const [name, state] of Object.entries(states())) {
      switch (state.status) {
        case 'stopped':
          delete last[name];
          break;
        case 'launching':
          // Between two processes: until the new one is there, the old one's address is still the right one.
          break;
        case 'starting':
        case 'ready':
          last[name] = { pid: state.process.pid, url: state.process.url };
          break;
        default:
          state satisfies never;
      }
      const known = last[name];
      if (known !== undefined) found[name] = known;
    }
    for (const [name, url] of Object.entries(external)) found[name] = { pid: null, url };
    return found;
  }

  function write(): void {
    const text = `${JSON.stringify(entries(), null, 2)}\n`;
    writing = writing
      .then(async () => {
        // It holds the database's password.
        await writeFile(`${file}.new`, text, { mode: 0o600 });
        await rename(`${file}.new`, file);
      })
      // Not worth ending a running system for.
      .catch((error: Error) => log(`${file} cannot be written: ${error.message}`));
  }

  return {
    entries,
    publish() {
      published = true;
      write();
      return writing;
    },
    changed() {
      if (published) write();
      else entries();
    },
    written: () => writing,
    async remove() {
      published = false;
      await writing;
      await rm(file, { force: true });
    },
  };
}

export function registryFile(directory: string): string {
  return join(directory, 'services.json');
}
