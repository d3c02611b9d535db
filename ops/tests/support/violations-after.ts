import { type Producer, producers, streamNames, streamOf, type StreamName } from '@movecall/schema/streams';
import type { RedisClient } from '@movecall/redis';
import { randomUUID } from 'node:crypto';
import type { ISql, Sql } from 'postgres';
import type { Message } from '@movecall/sandbox/message';
import { checkInvariants, type Subject, type Violation } from '../../src/invariants/check.ts';

/** A copy of a system, for a mutant to change. */
export interface MutableSystem {
  /** Connections in transactions that are rolled back. */
  readonly sql: Readonly<Record<Producer, ISql>>;
  readonly redis: RedisClient;
  /** The key of a copied stream. */
  stream(name: StreamName): string;
  readonly messages: Message[];
}

class RolledBack extends Error {}

/** The violations that the checker finds after a mutation. The mutation is rolled back. */
export async function violationsAfter(
  real: Subject & { readonly databases: Readonly<Record<Producer, Sql>> },
  mutate: (system: MutableSystem) => Promise<unknown>,
): Promise<Violation[]> {
  const prefix = `test-${randomUUID()}`;
  for (const name of streamNames)
    await real.redis.copy(streamOf(real.streamPrefix, name), streamOf(prefix, name));
  let violations: Violation[] = [];

  async function within(names: readonly Producer[], sql: Partial<Record<Producer, ISql>>): Promise<void> {
    const [name, ...rest] = names;
    if (name !== undefined) {
      await real.databases[name].begin((tx) => within(rest, { ...sql, [name]: tx }));
      return;
    }
    const databases = sql as Record<Producer, ISql>;
    const messages = structuredClone([...(await real.sandboxMessages())]);
    const { redis } = real;
    await mutate({ sql: databases, redis, stream: (producer) => streamOf(prefix, producer), messages });
    violations = await checkInvariants(
      { databases, redis, streamPrefix: prefix, sandboxMessages: async () => messages },
      { quietWithinMs: 0 },
    );
    throw new RolledBack();
  }

  try {
    await within(producers, {});
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  } finally {
    await real.redis.del(...streamNames.map((name) => streamOf(prefix, name)));
  }
  return violations;
}
