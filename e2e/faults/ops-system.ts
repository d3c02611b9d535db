import { type System as Ops, inDatabase } from '@movecall/ops/system';
import type { Testbed } from './testbed.ts';

/** What `npm run ops` works with, for a testbed. */
export const opsSystemOf = ({ system }: Testbed): Ops => ({
  databases: system.sql,
  redis: system.redis,
  streamPrefix: 'movecall',
  runs: (name) => system.stack.services()[name] !== undefined,
  inDatabase(name, work) {
    const url = new URL(system.stack.services()['postgres']?.url ?? '');
    url.pathname = `/movecall_${name}`;
    return inDatabase(url.href, work);
  },
  close: () => Promise.resolve(),
});
