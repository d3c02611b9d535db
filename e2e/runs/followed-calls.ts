import type { createFollower } from '@movecall/testkit/follower';
import type { System } from '../support/system.ts';
import type { ReadableCall } from './call-readers.ts';

export interface FollowedCall {
  readonly id: string;
  /** The customer's login token. */
  readonly token: string;
  readonly follower: ReturnType<typeof createFollower>;
}

/** The calls that customers follow now, and those that they have followed to the end. */
export function createFollowedCalls(sql: System['sql']) {
  const open = new Map<string, FollowedCall>();
  const ended: FollowedCall[] = [];

  return {
    begin: (call: FollowedCall): void => void open.set(call.id, call),
    end(call: FollowedCall): void {
      open.delete(call.id);
      ended.push(call);
    },
    countOpen: () => open.size,
    countEnded: () => ended.length,
    /** Events that followers received in all. */
    countEvents: () => ended.reduce((sum, { follower }) => sum + follower.events.length, 0),
    /** A random call that is followed at the moment. */
    someCall(): ReadableCall | undefined {
      const call = [...open.values()][Math.floor(Math.random() * open.size)];
      return call && { id: call.id, token: call.token, version: call.follower.events.at(-1)?.version ?? 1 };
    },
    /** How often a socket was closed, by close code. */
    countCloseCodes(): Record<string, number> {
      const codes: Record<string, number> = {};
      for (const code of ended.flatMap(({ follower }) => follower.closeCodes))
        codes[code] = (codes[code] ?? 0) + 1;
      return codes;
    },
    /** Followers that did not receive every version from their first event to the call's last version once, one line each. */
    async findIncomplete(): Promise<string[]> {
      const rows = await sql.call<{ id: string; version: number }[]>`
        select id, version from calls where id = any(${ended.map(({ id }) => id)}::uuid[])`;
      const versions = new Map(rows.map(({ id, version }) => [id, version]));
      return ended.flatMap((call) => incompleteness(call, versions.get(call.id) ?? 0));
    },
  };
}

function incompleteness({ id, follower: { events, errors } }: FollowedCall, lastVersion: number): string[] {
  const received = events.map(({ version, reset }) => `${version}${reset ? ' reset' : ''}`).join(', ');
  const first = events[0]?.version ?? 0;
  const expected = Array.from({ length: lastVersion - first + 1 }, (_, nth) => `${first + nth}`);
  return received === expected.join(', ') && errors.length === 0
    ? []
    : [`call ${id} at version ${lastVersion}: received ${received}; ${errors.join('; ')}`];
}
