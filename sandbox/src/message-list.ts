import type { MessageRecord, MessageStore } from './message-store.ts';
import { ACCEPTED } from './status-codes.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 500;

/** The answer to `GET /messages/v4/list`: matching messages, newest first, a page of `limit` after `startKey`. */
export function listAnswer(store: MessageStore, query: URLSearchParams) {
  const startKey = query.get('startKey');
  const limit = Math.min(Math.max(Number(query.get('limit')) || DEFAULT_LIMIT, 1), MAX_LIMIT);
  const matching = matchingMessages(store, query);
  const start = startKey === null ? 0 : matching.findIndex(({ id }) => id === startKey) + 1;
  const page = matching.slice(start, start + limit);
  const last = page.at(-1);
  return {
    startKey,
    nextKey: last !== undefined && start + limit < matching.length ? last.id : null,
    limit,
    messageList: Object.fromEntries(page.map((message) => [message.id, toListed(message)])),
  };
}

function matchingMessages(store: MessageStore, query: URLSearchParams): MessageRecord[] {
  const date = query.get('dateType') === 'UPDATED' ? 'updatedAt' : 'at';
  const from = Date.parse(query.get('startDate') ?? '') || -Infinity;
  const to = Date.parse(query.get('endDate') ?? '') || Infinity;
  const ids = [...query.getAll('messageIds'), ...query.getAll('messageId')];
  return store
    .list(query.get('to'))
    .filter((message) => Date.parse(message[date]) >= from && Date.parse(message[date]) <= to)
    .filter((message) => ids.length === 0 || ids.includes(message.id))
    .filter((message) => (query.get('groupId') ?? message.groupId) === message.groupId)
    .filter((message) => (query.get('statusCode') ?? message.statusCode) === message.statusCode)
    .toReversed();
}

const toListed = (message: MessageRecord) => ({
  messageId: message.id,
  groupId: message.groupId,
  type: 'ATA',
  to: message.to,
  from: message.from,
  text: message.text,
  statusCode: message.statusCode,
  status: message.statusCode === ACCEPTED ? 'SENDING' : 'COMPLETE',
  customFields: message.customFields,
  kakaoOptions: { pfId: message.pfId, templateId: message.templateId },
  dateCreated: message.at,
  dateUpdated: message.updatedAt,
});
