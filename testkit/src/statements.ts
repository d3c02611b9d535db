import { createFaultProxy } from './fault-proxy.ts';

export interface Statements {
  /** The database's URL, through the proxy that reads along. */
  readonly url: string;
  /** The texts of the statements that clients have sent so far, oldest first. */
  readonly texts: readonly string[];
  close(): Promise<void>;
}

/**
 * Reads along which statements a service sends to Postgres. It reads the protocol: a statement that is prepared is parsed once, under a
 * name, and then bound by this name whenever it is executed.
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
  const proxy = await createFaultProxy(databaseUrl, {
    async before(sent) {
      const sentNow = executedStatements(sent, prepared);
      texts.push(...sentNow);
      await Promise.all(sentNow.map(hold));
    },
  });
  return { url: proxy.url, texts, close: proxy.close };
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
 * The statements that a chunk executes. It begins with a message: type, length (without the type), two names or texts.
 *
 * @param prepared the texts of the prepared statements by their names, to which those in the chunk are added
 */
function executedStatements(chunk: Buffer, prepared: Map<string, string>): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 5 <= chunk.length && chunk[at] !== STARTUP; at += 1 + chunk.readUInt32BE(at + 1)) {
    const type = chunk[at];
    if (type !== PARSE && type !== BIND) continue;
    const [first, second] = twoTexts(chunk, at + 5);
    if (type === PARSE && first === UNNAMED) texts.push(second);
    else if (type === PARSE) prepared.set(first, second);
    else {
      const text = prepared.get(second);
      if (text !== undefined) texts.push(text);
    }
  }
  return texts;
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
/** The first message of a connection has no type: it begins with its length, which is short. */
const STARTUP = 0;
