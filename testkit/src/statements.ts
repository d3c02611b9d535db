import { createFaultProxy } from './fault-proxy.ts';

export interface Statements {
  /** The database's URL, through the proxy that reads along. */
  readonly url: string;
  /** The texts of the statements that clients have sent so far, oldest first. */
  readonly texts: readonly string[];
  /** How many statements clients have executed so far, those that are prepared once and executed again included. */
  sent(): number;
  close(): Promise<void>;
}

/**
 * Reads along which statements a service sends to Postgres. It reads the Parse messages of the protocol: drizzle sends one for
 * each statement.
 *
 * @param databaseUrl of a database without TLS
 * @param hold holds a statement, and its connection, back until the promise resolves
 */
export async function watchStatements(
  databaseUrl: string,
  hold: (text: string) => Promise<void> = async () => undefined,
): Promise<Statements> {
  const texts: string[] = [];
  const prepared = new Map<string, string>();
  let executed = 0;
  const proxy = await createFaultProxy(databaseUrl, {
    async before(sent) {
      const sentNow = executedStatements(sent, prepared);
      texts.push(...sentNow);
      executed += messagesIn(sent).filter(({ type }) => type === EXECUTE || type === QUERY).length;
      await Promise.all(sentNow.map(hold));
    },
  });
  return { url: proxy.url, texts, sent: () => executed, close: proxy.close };
}

/**
 * Reads along, and holds the statements back that `isSlow` names, until `release` is called: a database that is slow for some
 * statements only.
 */
export async function slowStatements(databaseUrl: string, isSlow: (text: string) => boolean) {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let held = 0;
  const statements = await watchStatements(databaseUrl, async (text) => {
    if (!isSlow(text)) return;
    held += 1;
    await released;
  });
  return {
    ...statements,
    release,
    /** How many statements were held back so far. */
    held: (): number => held,
  };
}

/**
 * The texts of the statements that a chunk executes.
 *
 * @param prepared the texts of the prepared statements by their names, to which those in the chunk are added
 */
const executedStatements = (chunk: Buffer, prepared: Map<string, string>): string[] =>
  messagesIn(chunk).flatMap(({ type, body }) => {
    if (type !== PARSE && type !== BIND) return [];
    const [first, second] = twoTexts(chunk, body);
    if (type === BIND) return prepared.get(second) ?? [];
    if (first === UNNAMED) return [second];
    prepared.set(first, second);
    return [];
  });

/** The messages in a chunk that begins with one: type, length (without the type), body. */
function messagesIn(chunk: Buffer): { readonly type: number; readonly body: number }[] {
  const messages: { readonly type: number; readonly body: number }[] = [];
  for (let at = 0; at + 5 <= chunk.length;) {
    const type = chunk[at] ?? STARTUP;
    if (type === STARTUP) break;
    messages.push({ type, body: at + 5 });
    at += 1 + chunk.readUInt32BE(at + 1);
  }
  return messages;
}

/** Two texts that follow each other, each with a zero at its end. */
function twoTexts(chunk: Buffer, from: number): [string, string] {
  const middle = chunk.indexOf(0, from);
  return [
    chunk.toString('utf8', from, middle),
    chunk.toString('utf8', middle + 1, chunk.indexOf(0, middle + 1)),
  ];
}

/** Its first text is the statement's name, its second one the statement. */
const PARSE = 'P'.charCodeAt(0);
/** Its first text is the portal's name, its second one the statement's. */
const BIND = 'B'.charCodeAt(0);
/** A statement without a name is executed once. */
const UNNAMED = '';
const EXECUTE = 'E'.charCodeAt(0);
const QUERY = 'Q'.charCodeAt(0);
/** The first message of a connection has no type: it begins with its length, which is short. */
const STARTUP = 0;
