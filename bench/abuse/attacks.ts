import type { Addresses } from '@movecall/testkit/client';
import { addDays, seoulDay } from '@movecall/values/days';
import { atOnce, cancelCall, login, receiveCode, requestCall, requestCode, signIn, tally } from './people.ts';
import { createWebClient, refusalOf, type WebClient } from './web-client.ts';

export interface Attack {
  readonly name: string;
  /** Whether other customers come while it runs, or when it has ended. */
  readonly customersCome: 'during' | 'afterwards';
  /** What the attacker needs, before anything is measured. */
  prepare?(addresses: Addresses): Promise<void>;
  /** @returns what the attacker got */
  run(addresses: Addresses): Promise<string>;
}

const OPERATOR = '01000000000';
const STRANGERS = 600;
const GUESSES = 45;
const CALLS_TO_READ = 100;
const HOARDED = 70;
const ROUNDS = 3;

/** Attackers and customers want their movers on these days, from the first one on. */
export const CONTESTED_DAYS = 3;
export const contestedDay = addDays(seoulDay(new Date()), 30);
/** A day that no attacker wants. */
export const quietDay = addDays(contestedDay, 20);

/** Phones of the bench: one range for each purpose, in an order that differs between runs. */
const seed = Math.floor(Math.random() * 90_000);
export const phone = (range: number, nth: number): string =>
  `010${range}${String(seed * 10 + nth).padStart(7, '0')}`;

/** One request for so many times 100 calls, each call with the field of another subgraph. */
const allOrders = (times: number): string =>
  `{ ${Array.from({ length: times }, (_, nth) => `a${nth}: moveCalls(first: 100) { nodes { order { status } } }`).join(' ')} }`;
/** The attacker takes the largest document that is let in. */
const TIMES = [20, 10, 5, 2, 1];

export function createAttacks(): readonly Attack[] {
  let reader: WebClient | null = null;
  let operator: WebClient | null = null;
  return [
    {
      name: '600 codes to strangers',
      customersCome: 'during',
      async run({ router }) {
        const stranger = createWebClient(router, '203.0.113.1');
        return tally(await atOnce(STRANGERS, 50, (nth) => requestCode(stranger, phone(2, nth))));
      },
    },
    {
      name: "45 guesses at the operator's phone",
      customersCome: 'during',
      async prepare(addresses) {
        operator = createWebClient(addresses.router, '192.0.2.10');
        await signIn(addresses, operator, OPERATOR);
      },
      async run(addresses) {
        const owner = operator ?? createWebClient(addresses.router, '192.0.2.10');
        const code = await receiveCode(addresses, owner, OPERATOR);
        const stranger = createWebClient(addresses.router, '203.0.113.2');
        await requestCode(stranger, OPERATOR);
        const guessed = await atOnce(GUESSES, 5, (nth) => login(stranger, OPERATOR, String(100_000 + nth)));
        const own = code === null ? 'NO_CODE' : await login(owner, OPERATOR, code);
        const again = await receiveCode(addresses, owner, OPERATOR);
        const anew = again === null ? 'NO_CODE' : await login(owner, OPERATOR, again);
        return `${tally(guessed)}; the operator's own code: ${own}, a new one: ${anew}`;
      },
    },
    {
      name: 'six documents of up to 20 × 100 joins at once',
      customersCome: 'during',
      async prepare(addresses) {
        const client = createWebClient(addresses.router, '203.0.113.3');
        await signIn(addresses, client, phone(4, 1));
        await atOnce(CALLS_TO_READ, 1, (nth) => madeAndCancelled(client, nth));
        reader = client;
      },
      async run({ router }) {
        const client = reader ?? createWebClient(router, '203.0.113.3');
        const times = await largestOf(client);
        if (times === null) return 'no document with 100 joins is let in';
        const since = performance.now();
        const answers: string[] = [];
        for (let round = 0; round < ROUNDS; round += 1)
          answers.push(...(await atOnce(6, 6, () => ordersRead(client, times))));
        const seconds = ((performance.now() - since) / 1_000).toFixed(1);
        return `${times} × 100: ${tally(answers)} in ${seconds} s`;
      },
    },
    {
      name: '70 calls of ₩1 on three days',
      customersCome: 'afterwards',
      async run(addresses) {
        const client = createWebClient(addresses.router, '203.0.113.4');
        await signIn(addresses, client, phone(4, 2));
        return tally(
          await atOnce(
            HOARDED,
            4,
            async (nth) => (await requestCall(client, addDays(contestedDay, nth % CONTESTED_DAYS), 1)).code,
          ),
        );
      },
    },
  ];
}

/** A call for the attacker's history, on a day that nobody else wants. */
async function madeAndCancelled(client: WebClient, nth: number): Promise<string> {
  const { id, code } = await requestCall(client, addDays(contestedDay, 100 + nth), 1);
  if (id !== null) await cancelCall(client, id);
  return code;
}

const ordersRead = async (client: WebClient, times: number): Promise<string> =>
  refusalOf(await client.ask(allOrders(times))) ?? 'ANSWERED';

async function largestOf(client: WebClient): Promise<number | null> {
  for (const times of TIMES)
    if ((await ordersRead(client, times)) !== 'GRAPHQL_VALIDATION_FAILED') return times;
  return null;
}
