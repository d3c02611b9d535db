import type { Viewer } from '@movecall/identity';
import type { Message } from '@movecall/sandbox/message';
import { producers, streamNames, streamOf } from '@movecall/schema/streams';
import { until } from '@movecall/service/until';
import { addDays, type Day, seoulDay } from '@movecall/values/days';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { createQuoteActions } from './saga-quotes.ts';
import { perService, startSagaServices } from './saga-services.ts';
import { createServiceClients, dataOf } from './service-client.ts';

export type Saga = Awaited<ReturnType<typeof startSaga>>;

export interface SagaOptions {
  /** The INSTANCE of each service's replicas. */
  readonly instances?: readonly string[];
  /** Further variables of all services. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The viewer that sends a request, and the number of the replica of call that receives it. */
export interface RequestOptions {
  readonly by?: Viewer;
  readonly nth?: number;
  readonly idempotencyKey?: string;
  /** The home; a district when absent. */
  readonly address?: string;
}

/** The company of a team, and the types of moves that it takes. */
export interface TeamOptions {
  readonly companyId?: string;
  readonly moveTypes?: readonly ('FULL_PACKING' | 'HALF_PACKING')[];
}

/** Starts all four services in this process, each with its own database. Returns the actions of customers and operators. */
export async function startSaga({ instances = ['1'], env: own = {} }: SagaOptions = {}) {
  const services = await startSagaServices(instances, own);
  const { databases, env, holdLine, lines, replicas, running, sandbox } = services;
  const prefix = env.STREAM_PREFIX;
  const redis = new Redis(inject('redisUrl'));
  const sql = perService((name) => postgres(databases[name].url, { max: 2, onnotice: () => undefined }));
  const messages = async (): Promise<Message[]> =>
    (await (await fetch(`${sandbox.url}/messages`)).json()) as Message[];

  return {
    ...(await createActions(services, sql.call)),
    sql,
    /** The addresses of the databases. */
    urls: perService((name) => databases[name].url),
    redis,
    prefix,
    /** The replicas of each service. */
    replicas,
    /** The proxy from each replica of call to manage. */
    lines,
    /** The proxy from manage to assign. */
    holdLine,
    /** The input of checkInvariants. */
    subject: { databases: sql, redis, streamPrefix: prefix, sandboxMessages: messages },

    /** Stops all services. Afterwards only the test changes the databases. */
    async freeze(): Promise<void> {
      for (const part of running) {
        running.delete(part);
        await part.close();
      }
    },

    async close(): Promise<void> {
      await this.freeze();
      for (const name of producers) await sql[name].end();
      await redis.del(...streamNames.map((name) => streamOf(prefix, name)));
      redis.disconnect();
      for (const name of producers) await databases[name].drop();
    },
  };
}

const OPERATOR: Viewer = { id: randomUUID(), role: 'OPERATOR', moverId: null };

const REGISTER_MOVER =
  'mutation ($input: RegisterMoverInput!) { registerMover(input: $input) { mover { id } userErrors { code } } }';
const UPDATE_MOVER =
  'mutation ($id: ID!, $input: UpdateMoverInput!) { updateMover(id: $id, input: $input) { userErrors { code } } }';
const REGISTER_COMPANY =
  'mutation ($input: CompanyInput!) { registerCompany(input: $input) { company { id } userErrors { code } } }';
const UPDATE_COMPANY =
  'mutation ($id: ID!, $input: CompanyInput!) { updateCompany(id: $id, input: $input) { userErrors { code } } }';
const COMPANY = {
  name: '한강이사',
  representative: '김한결',
  registrationNumber: '105-86-00008',
  permitNumber: '서울 제2019-0105호',
  phone: '02-6100-1234',
  address: '서울 마포구 월드컵북로 400',
};
const REQUEST =
  'mutation ($input: RequestMoveCallInput!) { requestMoveCall(input: $input) { moveCall { id } userErrors { code } } }';
const CANCEL = 'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }';
const DELETE_MY_DATA = 'mutation { deleteMyData { deleted } }';
const REQUEST_CODE = 'mutation ($tel: String!) { requestLoginCode(tel: $tel) { userErrors { code } } }';

type AskAssign = <T>(query: string, variables: object) => Promise<T>;

/** What an operator does about companies and movers. */
const createTeamActions = (ask: AskAssign, today: Day) => ({
  /** @param team of a company, or of none when absent. @returns the mover's id */
  async registerMover(tel: string, team: TeamOptions = {}): Promise<string> {
    const mover = { name: '백영곤', tel, plate: '34가4567', base: { address: '마포구' } };
    const { registerMover } = await ask<{ registerMover: { mover: { id: string } } }>(REGISTER_MOVER, {
      input: { ...mover, moveTypes: ['FULL_PACKING'], ...team },
    });
    return registerMover.mover.id;
  },

  /** Lets a mover belong to a company, or to none. */
  async joinCompany(moverId: string, companyId: string | null): Promise<void> {
    await ask(UPDATE_MOVER, { id: moverId, input: { companyId } });
  },

  /** Registers a company, and then changes its address. @returns its id */
  async registerCompany(): Promise<string> {
    const input = { ...COMPANY, insuredUntil: addDays(today, 365) };
    const { registerCompany } = await ask<{ registerCompany: { company: { id: string } } }>(
      REGISTER_COMPANY,
      { input },
    );
    const { id } = registerCompany.company;
    await ask(UPDATE_COMPANY, { id, input: { ...input, address: '서울 마포구 양화로 45' } });
    return id;
  },
  /** From now on the teams of the company are asked whether they take a call. */
  async askTeamsOf(id: string): Promise<void> {
    const input = { ...COMPANY, insuredUntil: addDays(today, 365), dispatchMode: 'OFFER' };
    await ask(UPDATE_COMPANY, { id, input });
  },
});

/** @param sql a client of call's database */
async function createActions(
  { env, replicas: { assign, call, manage } }: Awaited<ReturnType<typeof startSagaServices>>,
  sql: postgres.Sql,
) {
  // Today is read once, so that a day number means the same day throughout a test that runs past midnight.
  const today = seoulDay(new Date());
  const askAt = createServiceClients(env.IDENTITY_KEY);
  const ask = async <T>(url: string, viewer: Viewer | null, query: string, variables: object): Promise<T> =>
    dataOf(await askAt(url)<T>(viewer, query, variables));

  async function newCustomer(tel: string): Promise<Viewer> {
    const id = randomUUID();
    await sql`insert into people (id, tel, created_at) values (${id}, ${tel}, now())`;
    return { id, role: 'CUSTOMER', moverId: null };
  }
  const customer = await newCustomer('+821012345678');

  return {
    /** @param tel in E.164 */
    newCustomer,

    ...createQuoteActions({
      today,
      operator: OPERATOR,
      customer,
      call: askAt(call.url(0)),
      manage: askAt(manage.url(0)),
    }),

    ...createTeamActions((...asked) => ask(assign.url(0), OPERATOR, ...asked), today),

    /** @returns the call's id; null when the answer is TRY_AGAIN_LATER */
    async request(daysAhead: number, options: RequestOptions = {}): Promise<string | null> {
      const { by = customer, nth = 0, idempotencyKey, address = 'mapo' } = options;
      const move = { moveType: 'FULL_PACKING', location: { address }, cost: 2_500_000 };
      const { requestMoveCall } = await ask<{ requestMoveCall: { moveCall: { id: string } | null } }>(
        call.url(nth),
        by,
        REQUEST,
        { input: { ...move, movingOn: addDays(today, daysAhead), idempotencyKey } },
      );
      return requestMoveCall.moveCall?.id ?? null;
    },

    cancel: (id: string, { by = customer, nth = 0 }: RequestOptions = {}) =>
      ask(call.url(nth), by, CANCEL, { id }),

    /** @returns whether the data of the customer was deleted */
    async deleteMyData(by: Viewer): Promise<boolean> {
      const { deleteMyData } = await ask<{ deleteMyData: { deleted: boolean } }>(
        call.url(0),
        by,
        DELETE_MY_DATA,
        {},
      );
      return deleteMyData.deleted;
    },

    requestLoginCode: (tel: string) => ask(call.url(0), null, REQUEST_CODE, { tel }),

    /** Waits until a call has a status. For ASSIGNING, the call must also have a reason for waiting. */
    reaches: (id: string, status: 'CONFIRMED' | 'ASSIGNING' | 'CANCELLED') =>
      until(`call ${id} to be ${status}`, async () => {
        const [row] = await sql<{ done: boolean }[]>`
          select status = ${status} and (status <> 'ASSIGNING' or waiting_reason is not null) as done
          from calls where id = ${id}`;
        return row?.done || undefined;
      }),
  };
}
