import { bodyOf } from '../router/requests.ts';
import { callId, KNOWN_CALLS } from '../router/sample-subgraphs.ts';
import type { SampleName } from '../router/samples.ts';
import { unknownDocument } from '../router/unknown-documents.ts';
import { COMBINATIONS, conditionalBody, costlyBody, knownBody, unknownBody } from './catalog-documents.ts';
import type {
  FirstAnswersResult,
  FirstAnswersTask,
  FloodResult,
  FloodTask,
  NeighbourResult,
  NeighbourTask,
  OtherClient,
  OtherResult,
  Task,
} from './load-tasks.ts';
import { type Answer, type Client, type HttpRequest, openClient, sendSteadily } from './steady-client.ts';

/**
 * The clients of the benches that send unknown documents, in a process of their own. Each message asks for one task and is
 * answered with its result.
 */
type Message = { readonly id: number } & (
  | ({ readonly ask: 'neighbour' } & NeighbourTask)
  | ({ readonly ask: 'flood' } & FloodTask)
  | ({ readonly ask: 'first-answers' } & FirstAnswersTask)
  | { readonly ask: 'usage' }
);

const HEALTH_PER_SECOND = 10;
/** After so many requests in a row without an answer the gateway counts as dead. */
const DEAD_AFTER = 20;

/** By supergraph: the known query and the ordinary unknown documents. The answer to the nth of either contains `mark(nth)`. */
const documents = {
  calls: {
    known: (nth: number) => bodyOf(callId(nth % KNOWN_CALLS)),
    unknown: (nth: number) =>
      JSON.stringify({ query: unknownDocument(nth), variables: { id: callId(nth % KNOWN_CALLS) } }),
    mark: (nth: number) => `"${callId(nth % KNOWN_CALLS)}"`,
  },
  catalog: {
    known: (nth: number) => JSON.stringify(knownBody(nth)),
    unknown: (nth: number) => JSON.stringify(unknownBody(nth)),
    mark: (nth: number) => `"id":"${nth % 1_000}"`,
  },
} satisfies Record<SampleName, object>;

process.on('message', (message: Message) => {
  // The probe answers this one.
  if (message.ask === 'usage') return;
  void perform(message).then((result) => process.send?.({ id: message.id, ...result }));
});

async function perform(message: Exclude<Message, { ask: 'usage' }>): Promise<object> {
  const client = openClient(new URL(message.url).origin);
  try {
    switch (message.ask) {
      case 'neighbour':
        return await neighbour(client, message);
      case 'flood':
        return await flood(client, message);
      case 'first-answers':
        return await firstAnswers(client, message);
      default:
        return message satisfies never;
    }
  } finally {
    await client.close();
  }
}

async function neighbour(client: Client, task: NeighbourTask): Promise<NeighbourResult> {
  const { perSecond, seconds, healthPath, other } = task;
  const { known, mark } = documents[task.sample];
  const [knownClient, health, otherClient] = await Promise.all([
    sendSteadily(client, {
      perSecond,
      seconds,
      requestOf: (nth) => requestOf(task, 'known', known(nth)),
      judge: (answer, nth) => isRight(answer, mark(nth)),
    }),
    sendSteadily(client, {
      perSecond: HEALTH_PER_SECOND,
      seconds,
      requestOf: () => ({ method: 'GET', path: healthPath, headers: {} }),
      judge: ({ status }) => status !== null && status < 500,
    }),
    other === null ? null : sendOthers(client, task, other),
  ]);
  return { known: knownClient, health, other: otherClient };
}

/** Sends unknown documents for as long as the task takes, and waits for the last answer. */
async function sendOthers(
  client: Client,
  task: NeighbourTask,
  { kind, from, perSecond }: OtherClient,
): Promise<OtherResult> {
  const { seconds } = task;
  const tally = createTally();
  const body = (nth: number): string =>
    kind === 'unknown' ? documents[task.sample].unknown(nth) : JSON.stringify(costlyBody(kind, nth));
  const request = (nth: number): HttpRequest => requestOf(task, 'other', body(from + nth));
  if (perSecond !== null) {
    const judge = (answer: Answer): boolean => tally.add(answer);
    const { p50Ms, worstMs } = await sendSteadily(client, { perSecond, seconds, requestOf: request, judge });
    return { tally: tally.counts, p50Ms, worstMs };
  }
  const times: number[] = [];
  const until = performance.now() + seconds * 1_000;
  for (let nth = 0, silent = 0; performance.now() < until && silent < DEAD_AFTER; nth += 1) {
    const sent = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- the next document follows the answer
    const answer = await client.send(request(nth));
    times.push(performance.now() - sent);
    tally.add(answer);
    silent = answer.status === null ? silent + 1 : 0;
  }
  return { tally: tally.counts, p50Ms: medianOf(times), worstMs: Math.max(...times) };
}

async function flood(client: Client, task: FloodTask): Promise<FloodResult> {
  const tally = createTally();
  const since = performance.now();
  const until = since + task.seconds * 1_000;
  let begun = 0;
  let answered = 0;
  let silent = 0;
  async function sendDocument(nth: number): Promise<void> {
    for (let combination = 0; combination < COMBINATIONS; combination += 1) {
      const body = JSON.stringify(conditionalBody(nth, combination));
      // oxlint-disable-next-line no-await-in-loop -- one request at a time is what a connection is
      const answer = await client.send(requestOf(task, 'other', body));
      silent = answer.status === null ? silent + 1 : 0;
      if (!tally.add(answer)) return;
    }
    answered += 1;
  }
  await Promise.all(
    Array.from({ length: task.connections }, async () => {
      while (begun < task.documents && silent < DEAD_AFTER && performance.now() < until)
        // oxlint-disable-next-line no-await-in-loop -- as above
        await sendDocument(task.from + begun++);
    }),
  );
  return { tally: tally.counts, answered, seconds: (performance.now() - since) / 1_000 };
}

async function firstAnswers(client: Client, task: FirstAnswersTask): Promise<FirstAnswersResult> {
  const { unknown, mark } = documents[task.sample];
  const times: number[] = [];
  let failed = 0;
  let firstFailure: string | null = null;
  for (let nth = task.from; nth < task.from + task.count; nth += 1) {
    const request = requestOf(task, 'other', unknown(nth));
    const sent = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const answer = await client.send(request);
    times.push(performance.now() - sent);
    if (isRight(answer, mark(nth))) continue;
    failed += 1;
    firstFailure ??= `${answer.status} ${answer.text.slice(0, 300)}`;
  }
  return { medianMs: medianOf(times), failed, firstFailure };
}

/** The two clients differ in their token and in their address, for gateways that trust this process as their proxy. */
const requestOf = ({ url, tokens }: Task, client: 'known' | 'other', body: string): HttpRequest => ({
  method: 'POST',
  path: new URL(url).pathname,
  headers: {
    'content-type': 'application/json',
    accept: 'application/json',
    authorization: `Bearer ${tokens[client]}`,
    'x-forwarded-for': client === 'known' ? '198.51.100.1' : '198.51.100.2',
  },
  body,
});

const isRight = ({ status, text }: Answer, mark: string): boolean =>
  status === 200 && text.includes(mark) && !text.includes('"errors"');

function createTally() {
  const counts: Record<string, number> = {};
  return {
    counts,
    /** @returns whether the answer has data and no errors */
    add({ status, text }: Answer): boolean {
      const code = status === null ? text : (/"code":"(\w+)"/.exec(text)?.[1] ?? '');
      const name = status === null ? code : `${status} ${code}`.trimEnd();
      counts[name] = (counts[name] ?? 0) + 1;
      return status === 200 && !text.includes('"errors"');
    },
  };
}

const medianOf = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
