import { type System as OpsSystem, inDatabase } from '@movecall/ops/system';
import type { Testbed } from './testbed.ts';

/** The running system in the shape that the commands of `npm run ops` work with. */
export const opsSystemOf = ({ system }: Testbed): OpsSystem => ({
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
