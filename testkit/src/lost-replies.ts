export interface LostReply {
  /**
   * What the client sends. A regular expression sees each byte as one character, and at most the 1,024 bytes before the
   * current chunk.
   */
  readonly sent: string | RegExp;
  /** What the answer contains. */
  readonly answer: string;
}

/** Returns whether the text is complete with this chunk. */
type Finder = (chunk: Buffer) => boolean;

interface Loss extends LostReply {
  readonly resolve: () => void;
  /** Looks for `sent`, per connection. */
  readonly sentFinders: WeakMap<object, Finder>;
}

const EXPRESSION_TAIL = 1024;

/** Decides which replies are lost, on which connections. Each connection's chunks have to be reported in order. */
export function createLostReplies() {
  /** Losses that no connection was chosen for yet. */
  const open: Loss[] = [];
  /** Losses whose answer is still to come, by connection. */
  const chosen = new Map<object, { readonly loss: Loss; readonly isAnswer: Finder }>();

  return {
    /** Asks for one lost reply. Resolves once it is lost. */
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

    /** @returns true when this chunk has to be lost, and the connection with it */
    serverAnswers(connection: object, chunk: Buffer): boolean {
      const awaited = chosen.get(connection);
      if (!awaited?.isAnswer(chunk)) return false;
      chosen.delete(connection);
      awaited.loss.resolve();
      return true;
    },

    /** The connection ended. A loss that was awaited on it waits for another connection. */
    ended(connection: object): void {
      const awaited = chosen.get(connection);
      if (!awaited) return;
      chosen.delete(connection);
      open.unshift(awaited.loss);
    },
  };
}

/** Finds a text in a stream of bytes, also across chunks. */
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
