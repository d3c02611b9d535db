import { Cluster, Redis, type RedisOptions } from 'ioredis';

/**
 * A client of a single Redis or of a Redis Cluster. Code that works with both names one key per command, or several keys of one
 * hash slot.
 */
export type RedisClient = Redis | Cluster;

export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

export interface RedisAddress {
  /** `redis://` or `rediss://`. Of a cluster the address of any node; the client finds the others. */
  readonly redisUrl: string;
  readonly redisCluster: boolean;
}

/** A demoted primary keeps its connections open and refuses writes. Only a new connection reaches the new primary. */
const reconnectOnError = ({ message }: Error): boolean => message.startsWith('READONLY');

/**
 * Creates a client. Unless `options.lazyConnect` is set, it begins to connect at once. After a failover it finds the new
 * primary.
 */
export function connectRedis(
  { redisUrl, redisCluster }: RedisAddress,
  options: ConnectionOptions = {},
): RedisClient {
  const ours = { reconnectOnError, ...options };
  return redisCluster
    ? new Cluster([redisUrl], toClusterOptions({ ...credentials(redisUrl), ...ours }))
    : new Redis(redisUrl, ours);
}

/** How long a command of a rate limit waits for Redis, ms, unless the configuration says otherwise. */
export const COUNTING_TIMEOUT_MS = 250;

/**
 * Creates a client for rate limits. Its commands fail fast: while Redis is unavailable, a process counts by itself, and
 * requests do not wait.
 *
 * @param onError gets every error of the connection
 * @param timeoutMs how long a command waits
 */
export function connectRateLimitRedis(
  address: RedisAddress,
  onError: (error: Error) => void,
  timeoutMs = COUNTING_TIMEOUT_MS,
): RedisClient {
  const redis = connectRedis(address, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    // A connection on which Redis does not respond is closed, so that only the first requests wait for the timeout.
    socketTimeout: 4 * timeoutMs,
    retryStrategy: (times: number) => Math.min(50 * times, 1_000),
  });
  return redis.on('error', onError);
}

/** Creates a client of the same Redis with the same options, except for those given here. */
export const duplicateRedis = (client: RedisClient, options: ConnectionOptions): RedisClient =>
  client instanceof Cluster
    ? client.duplicate([], toClusterOptions({ ...client.options.redisOptions, ...options }))
    : client.duplicate(options);

/**
 * Opens the connections of a cluster's client to all primaries. Such a client queues no command while it connects, so
 * without this its first command would fail. Resolves also when the cluster cannot be reached now; the client goes on
 * trying. The client of a single Redis queues commands and does not need it.
 */
export async function connectNow(client: RedisClient): Promise<void> {
  if (!(client instanceof Cluster)) return;
  if (client.status === 'wait') client.connect().catch(() => undefined);
  if (client.status !== 'ready') {
    await new Promise<void>((resolve) => client.once('ready', resolve).once('close', resolve));
  }
  await Promise.allSettled(client.nodes('master').map((node) => node.ping()));
}

/**
 * The options of a cluster's client for the options of one connection. The client neither queues commands while it is
 * disconnected nor sends a command again after its connection broke: the caller gets the error at once. It repeats only a
 * command that a node refused because another node has the slot.
 */
function toClusterOptions(options: ConnectionOptions) {
  const { lazyConnect = false, enableAutoPipelining = false, tls } = options;
  const { retryStrategy: _ours, maxRetriesPerRequest: _none, ...redisOptions } = options;
  return {
    lazyConnect,
    enableAutoPipelining,
    enableOfflineQueue: false,
    retryDelayOnFailover: 0,
    redisOptions,
    // A node's certificate is issued for the host name that the cluster announces, not for its IP address.
    ...(tls && {
      dnsLookup: (name: string, done: (error: null, address: string) => void) => done(null, name),
    }),
  };
}

/** User, password and TLS of the URL, for the connections to all nodes. */
function credentials(redisUrl: string): ConnectionOptions {
  const { protocol, username, password } = new URL(redisUrl);
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}
