import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';

export interface Publisher {
  /** Puts the next version of each of these calls on the stream. */
  publish(ids: readonly string[]): Promise<void>;
  close(): void;
}

const BATCH = 500;

/** What call's relay does: numbered events on the stream. */
export function createPublisher(redisUrl: string, stream: string): Publisher {
  const redis = new Redis(redisUrl, { enableAutoPipelining: true });
  const versions = new Map<string, number>();
  let number = 0;

  function append(id: string): Promise<unknown> {
    const version = (versions.get(id) ?? 1) + 1;
    versions.set(id, version);
    number += 1;
    const at = new Date().toISOString();
    const sealed = 'k.aaaa.bbbb';
    const event = {
      id: randomUUID(),
      type: 'MoveCallStatusChanged',
      version: 1,
      time: at,
      producer: 'call',
      correlationId: id,
      sequence: version,
      causationId: null,
      traceparent: null,
      data: {
        version,
        status: 'ASSIGNING',
        at,
        waitingReason: null,
        ownerId: id,
        mover: null,
        recipient: { tel: sealed },
        summary: { moveType: 'FULL_PACKING', address: '마포구', movingOn: '2026-12-01', cost: 2_500_000 },
      },
    };
    return redis.xadd(stream, 'MAXLEN', '~', 200_000, '*', 'number', number, 'event', JSON.stringify(event));
  }

  return {
    async publish(ids) {
      for (let begin = 0; begin < ids.length; begin += BATCH)
        await Promise.all(ids.slice(begin, begin + BATCH).map(append));
    },
    close: () => redis.disconnect(),
  };
}
