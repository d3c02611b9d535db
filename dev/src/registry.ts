import type { RunningProcess } from '@movecall/embedded/processes';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UnitState } from './supervisor.ts';

/** Where a unit runs. */
export interface Running {
  /** Null for an external server, which another program has started. */
  readonly pid: number | null;
  /** For a service an origin, for a database its connection URL. */
  readonly url: string;
  /** The origin of a service's `/metrics`. */
  readonly metricsUrl?: string;
}

export interface Registry {
  /** The file's content now, or in a moment if a write is under way. */
  entries(): Record<string, Running>;
  /** Writes the file, and again after each change. Before this call there is no file, so readers never find half a system. */
  publish(): Promise<void>;
  /** To be called after each change of a unit's state. */
  changed(): void;
  /** Resolves once all changes so far are in the file. */
  written(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * `services.json`: where each unit runs, for people and for programs that test the system. The file is replaced as a whole, so
 * a reader never sees half of it.
 *
 * @param states each unit's state, in the order of the file
 * @param external the URLs of external servers, which are last in the file
 */
export function createRegistry(
  directory: string,
  states: () => Readonly<Record<string, UnitState>>,
  external: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Registry {
  const file = registryFile(directory);
  const entries = entriesOf(states, external);
  let published = false;
  let writing = Promise.resolve();

  function write(): void {
    const text = `${JSON.stringify(entries(), null, 2)}\n`;
    writing = writing
      .then(async () => {
        // Readable by its owner only: it has the database's password.
        await writeFile(`${file}.new`, text, { mode: 0o600 });
        await rename(`${file}.new`, file);
      })
      // The system runs on without the file.
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

/** Reads the entries off the units' states. A unit between two processes keeps the entry of the old one. */
function entriesOf(
  states: () => Readonly<Record<string, UnitState>>,
  external: Readonly<Record<string, string>>,
): () => Record<string, Running> {
  const last: Record<string, Running> = {};
  return () => {
    const entries: Record<string, Running> = {};
    for (const [name, state] of Object.entries(states())) {
      switch (state.status) {
        case 'stopped':
          delete last[name];
          break;
        case 'launching':
          break;
        case 'starting':
        case 'ready':
          last[name] = placeOf(state.process);
          break;
        default:
          state satisfies never;
      }
      const known = last[name];
      if (known !== undefined) entries[name] = known;
    }
    for (const [name, url] of Object.entries(external)) entries[name] = { pid: null, url };
    return entries;
  };
}

const placeOf = ({ pid, url, metricsUrl }: RunningProcess): Running => ({
  pid,
  url,
  ...(metricsUrl !== undefined && { metricsUrl }),
});

export function registryFile(directory: string): string {
  return join(directory, 'services.json');
}
