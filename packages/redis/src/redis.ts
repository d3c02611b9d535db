import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** One Redis, or a cluster of them; whoever uses it names one key a command, or keys of one slot. */
export type RedisClient = Redis | Cluster;

export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

export interface RedisAddress {
  /** Of a cluster: any of its nodes, the others are found. */
  readonly redisUrl: string;
  readonly redisCluster: boolean;
}

export const connectRedis = (
  { redisUrl, redisCluster }: RedisAddress,
  options: ConnectionOptions = {},
): RedisClient =>
  redisCluster
    ? new Cluster([redisUrl], toClusterOptions({ ...credentials(redisUrl), ...options }))
    : new Redis(redisUrl, options);

/** Another client of the same Redis, which differs from it in these options. */
export const duplicateRedis = (client: RedisClient, options: ConnectionOptions): RedisClient =>
  client instanceof Cluster
    ? client.duplicate([], toClusterOptions({ ...client.options.redisOptions, ...options }))
    : client.duplicate(options);

/**
 * Opens the connections of a cluster's client, which keeps no command for later: without them the first one would be
 * refused. Resolves when it is open or cannot be opened now; it goes on trying by itself. A single Redis needs none of this.
 */
export async function reach(client: RedisClient): Promise<void> {
  if (!(client instanceof Cluster)) return;
  if (client.status === 'wait') client.connect().catch(() => undefined);
  if (client.status !== 'ready') {
    await new Promise<void>((resolve) => client.once('ready', resolve).once('close', resolve));
  }
  await Promise.allSettled(client.nodes('master').map((node) => node.ping()));
}

/**
 * Of the options of one connection, those that a cluster's client has for all of them. It neither keeps commands while it
 * cannot send them nor sends one again whose connection broke: who asked hears of it at once. Only what a node has refused,
 * because the slot is elsewhere, goes to the right one.
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
    // A certificate is for the name that the cluster tells, not for its address.
    ...(tls && {
      dnsLookup: (name: string, done: (error: null, address: string) => void) => done(null, name),
    }),
  };
}

/** What the address of one node says for all of them. */
function credentials(redisUrl: string): ConnectionOptions {
  const { protocol, username, password } = new URL(redisUrl);
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}
