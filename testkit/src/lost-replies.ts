export interface LostReply {
  /**
   * The request of the client. A regular expression is matched against the current chunk and at most the 1,024 bytes before
   * it; each byte is one character.
   */
  readonly sent: string | RegExp;
  /** A text in the answer of the server. */
  readonly answer: string;
}

/** Receives the next chunk. Returns true when this chunk completes the text. */
type Finder = (chunk: Buffer) => boolean;

interface Loss extends LostReply {
  readonly resolve: () => void;
  /** The finder of `sent` for each connection. */
  readonly sentFinders: WeakMap<object, Finder>;
}

const EXPRESSION_TAIL = 1024;

/** Decides which replies are lost, and on which connections. The proxy reports each connection's chunks in order. */
export function createLostReplies() {
  /** Losses without a chosen connection. */
  const open: Loss[] = [];
  /** Losses that wait for the answer on their chosen connection. */
  const chosen = new Map<object, { readonly loss: Loss; readonly isAnswer: Finder }>();

  return {
    /** Requests the loss of one reply. Resolves once the reply is lost. */
    ask: (of: LostReply): Promise<void> =>
      new Promise((resolve) => open.push({ ...of, resolve: () => resolve(), sentFinders: new WeakMap() })),

    clientSends(connection: object, chunk: Buffer): void {
      if (chosen.has(connection)) return;
      const loss = open.find(({ sent, sentFinders }) => {
        const isSent = sentFinders.get(connection) ?? createFinder(sent);
        sentFinders.set(connection, isSent);
        return isSent(chunk);
      });
      if (!loss) return;
      open.splice(open.indexOf(loss), 1);
      chosen.set(connection, { loss, isAnswer: createFinder(loss.answer) });
    },

    /** @returns true when the proxy must withhold this chunk and reset the connection */
    serverAnswers(connection: object, chunk: Buffer): boolean {
      const awaited = chosen.get(connection);
      if (!awaited?.isAnswer(chunk)) return false;
      chosen.delete(connection);
      awaited.loss.resolve();
      return true;
    },

    /** Reports the end of a connection. A loss that waited for an answer on it then waits for another connection. */
    ended(connection: object): void {
      const awaited = chosen.get(connection);
      if (!awaited) return;
      chosen.delete(connection);
      open.unshift(awaited.loss);
    },
  };
}

/** Makes a finder of a text in a stream of bytes. The text may be split across chunks. */
function createFinder(text: string | RegExp): Finder {
  const wanted = typeof text === 'string' ? Buffer.from(text).toString('latin1') : text;
  const kept = typeof wanted === 'string' ? wanted.length - 1 : EXPRESSION_TAIL;
  let tail = '';
  return (chunk) => {
    const seen = tail + chunk.toString('latin1');
    tail = seen.slice(Math.max(0, seen.length - kept));
    return typeof wanted === 'string' ? seen.includes(wanted) : seen.search(wanted) !== -1;
  };
}
