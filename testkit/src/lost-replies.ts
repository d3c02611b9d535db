export interface LostReply {
  /** What the client sends. An expression sees each byte as a character, and at most 1,024 before those that just came. */
  readonly sent: string | RegExp;
  /** What the answer to it contains. */
  readonly answer: string;
}

type Finder = (chunk: Buffer) => boolean;

interface Loss extends LostReply {
  readonly lost: () => void;
  /** By connection. */
  readonly isSent: WeakMap<object, Finder>;
}

const TAIL_OF_EXPRESSION = 1024;

/** Which replies are to get lost, and on which connections; each loss is told what passes on a connection, in order. */
export function createLostReplies() {
  const wanted: Loss[] = [];
  const awaited = new Map<object, { readonly loss: Loss; readonly isAnswer: Finder }>();

  return {
    /** @returns once it is lost. */
    ask: (of: LostReply): Promise<void> =>
      new Promise((lost) => wanted.push({ ...of, lost: () => lost(), isSent: new WeakMap() })),

    clientSends(connection: object, chunk: Buffer): void {
      if (awaited.has(connection)) return;
      const loss = wanted.find(({ sent, isSent }) => {
        const finder = isSent.get(connection) ?? createFinder(sent);
        isSent.set(connection, finder);
        return finder(chunk);
      });
      if (!loss) return;
      wanted.splice(wanted.indexOf(loss), 1);
      awaited.set(connection, { loss, isAnswer: createFinder(loss.answer) });
    },

    /** @returns true when this is what has to get lost, and the connection with it. */
    serverAnswers(connection: object, chunk: Buffer): boolean {
      const here = awaited.get(connection);
      if (!here?.isAnswer(chunk)) return false;
      awaited.delete(connection);
      here.loss.lost();
      return true;
    },

    /** The connection ended: what it was to lose another one has to. */
    ended(connection: object): void {
      const here = awaited.get(connection);
      if (!here) return;
      awaited.delete(connection);
      wanted.unshift(here.loss);
    },
  };
}

/** Finds it in a stream of bytes, also when it comes in pieces. */
function createFinder(wanted: string | RegExp): Finder {
  const sought = typeof wanted === 'string' ? Buffer.from(wanted).toString('latin1') : wanted;
  const kept = typeof sought === 'string' ? sought.length - 1 : TAIL_OF_EXPRESSION;
  let tail = '';
  return (chunk) => {
    const text = tail + chunk.toString('latin1');
    tail = text.slice(Math.max(0, text.length - kept));
    return typeof sought === 'string' ? text.includes(sought) : text.search(sought) !== -1;
  };
}
