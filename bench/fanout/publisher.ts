import { Redis } from 'ioredis';
import { statusChanged } from '@movecall/testkit/status-changed';

export interface Publisher {
  /** Adds the next version of each of these calls to the stream. */
  publish(ids: readonly string[]): Promise<void>;
  close(): void;
}

const BATCH = 500;

/** Adds numbered events to the stream, as call's relay does. */
export function createPublisher(redisUrl: string, stream: string): Publisher {
  const redis = new Redis(redisUrl, { enableAutoPipelining: true });
  const versions = new Map<string, number>();
  let number = 0;

  function append(id: string): Promise<unknown> {
    const version = (versions.get(id) ?? 1) + 1;
    versions.set(id, version);
    number += 1;
    const at = new Date().toISOString();
    const event = statusChanged({
      callId: id,
      version,
      status: 'ASSIGNING',
      at,
      ownerId: id,
      mover: null,
      moverId: null,
      traceparent: null,
    });
    return redis.xadd(stream, 'MAXLEN', '~', 200_000, '*', 'number', number, 'event', event);
  }

  return {
    async publish(ids) {
      for (let begin = 0; begin < ids.length; begin += BATCH)
        await Promise.all(ids.slice(begin, begin + BATCH).map(append));
    },
    close: () => redis.disconnect(),
  };
}
