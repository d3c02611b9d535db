import type { Handler } from '@movecall/http';
import type { ServerResponse } from 'node:http';
import type { Message } from './message.ts';
import type { MessageRecord, MessageStore } from './message-store.ts';
import { recipientFilter } from './recipient-filter.ts';
import { DELIVERED, NO_KAKAOTALK } from './status-codes.ts';

/** How many of the latest messages a new client receives at once. */
const BACKLOG = 200;

/** Server-sent events: the latest messages, then each message that arrives or changes. `?to=` filters by phone. */
export function createMessageFeed(store: MessageStore): { handler: Handler; close(): void } {
  const clients = new Set<ServerResponse>();
  return {
    async handler(request, response) {
      const to = recipientFilter(request.url);
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
      });
      const push = (messages: readonly MessageRecord[]): void => {
        response.write(`data: ${JSON.stringify(messages.map(toMessage))}\n\n`);
      };
      push(store.list(to).slice(-BACKLOG));
      const stop = store.subscribe((message) => {
        if (to === null || message.to === to) push([message]);
      });
      clients.add(response);
      response.on('close', () => {
        stop();
        clients.delete(response);
      });
    },
    close() {
      for (const client of clients) client.end();
    },
  };
}

/** The view of a stored message for people and tests. */
export function toMessage(record: MessageRecord): Message {
  const { id, to, templateId, text, buttons, at, statusCode, traceId = null } = record;
  const status = statusCode === DELIVERED ? 'DELIVERED' : statusCode === NO_KAKAOTALK ? 'FAILED' : 'ACCEPTED';
  return { id, to, templateId, text, buttons, at, status, traceId };
}
