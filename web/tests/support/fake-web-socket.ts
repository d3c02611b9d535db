/** A message of the graphql-transport-ws protocol. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/**
 * The browser's WebSocket with a router behind it that speaks graphql-transport-ws: it accepts each connection and answers
 * pings. What a subscription delivers, and when the connection breaks, a test decides.
 */
export function createFakeRouter() {
  const sockets: FakeWebSocket[] = [];
  let answersPings = true;

  class FakeWebSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly url: string;
    readonly sent: Message[] = [];
    readyState: number = FakeWebSocket.CONNECTING;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
    onerror: ((event: unknown) => void) | null = null;

    constructor(url: string) {
      this.url = url;
      sockets.push(this);
      void Promise.resolve().then(() => {
        this.readyState = FakeWebSocket.OPEN;
        this.onopen?.();
      });
    }
    send(text: string): void {
      const message = JSON.parse(text) as Message;
      this.sent.push(message);
      if (message.type === 'connection_init') this.receive({ type: 'connection_ack' });
      if (message.type === 'ping' && answersPings) this.receive({ type: 'pong' });
    }
    receive(message: Message): void {
      void Promise.resolve().then(() => this.onmessage?.({ data: JSON.stringify(message) }));
    }
    close(code = 1000, reason = ''): void {
      if (this.readyState === FakeWebSocket.CLOSED) return;
      this.readyState = FakeWebSocket.CLOSED;
      this.onclose?.({ code, reason, wasClean: code === 1000 });
    }
  }

  function last(): FakeWebSocket {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('Nothing has connected: start a watch first.');
    return socket;
  }
  const subscribed = (): Message[] => last().sent.filter(({ type }) => type === 'subscribe');
  const answer = (type: string, payload?: unknown): void =>
    last().receive({ type, id: subscribed().at(-1)?.id ?? '', ...(payload !== undefined && { payload }) });
  return {
    webSocketImpl: FakeWebSocket as unknown as typeof WebSocket,
    connections: (): number => sockets.length,
    isClosed: (): boolean => last().readyState === FakeWebSocket.CLOSED,
    /** What the last connection has received, the last message of this type. */
    received: (type: string): Message | undefined => last().sent.findLast((message) => message.type === type),
    deliver: (data: unknown): void => answer('next', { data }),
    complete: (): void => answer('complete'),
    close: (code: number): void => last().close(code, 'closed by the router'),
    /** From now on pings have no answer, as in a tunnel. */
    fallSilent: (): void => void (answersPings = false),
  };
}
