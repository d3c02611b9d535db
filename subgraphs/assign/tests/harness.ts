import { openDatabase } from '@movecall/database';
import type { Cause, EventEnvelope, Transaction } from '@movecall/eventlog';
import type { Viewer } from '@movecall/identity';
import { type EventOf, type EventType, fact } from '@movecall/schema/events';
import { createServiceHarness } from '@movecall/testkit/service-harness';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../src/config.ts';
import { type CompanyCommands, createCompanyCommands } from '../src/company/company-commands.ts';
import type { Company } from '../src/company/company.ts';
import type { CompanyInput } from '../src/company/company-input.ts';
import type { AssignmentRequest } from '../src/dispatch/dispatch.ts';
import type { Mover, Registration } from '../src/mover/mover.ts';
import { createAssignmentExecutor } from '../src/executor.ts';
import { createMoverCommands } from '../src/mover/mover-commands.ts';
import { type Answering, createOfferCommands, type OfferAnswered } from '../src/offer/offer-commands.ts';
import { createReportProgress, type Report } from '../src/progress/progress-commands.ts';
import { createRescueCommands, type Drop, type Reassign } from '../src/rescue/rescue-commands.ts';
import { createAssignService } from '../src/service.ts';
import { aRegistration, companyDetails, noCause, NOW } from './fixtures.ts';

export const operator: Viewer = { id: randomUUID(), role: 'OPERATOR', moverId: null };
export const customer = (id: string): Viewer => ({ id, role: 'CUSTOMER', moverId: null });
export const asMover = (moverId: string): Viewer => ({ id: randomUUID(), role: 'MOVER', moverId });

const whoeverHasIt = { assignmentId: null, onlyIfWaiting: false };

export type AssignHarness = Awaited<ReturnType<typeof createAssign>>;

/** Assign's commands on a database of its own. The service itself runs once `start` has been called. */
export async function createAssign() {
  const harness = await createServiceHarness({
    name: 'assign',
    readConfig,
    // The days that the tests ask for must be in the future, whenever the tests run.
    create: (config) => createAssignService(config, { now: () => NOW }),
  });
  const database = await openDatabase({
    url: harness.config.databaseUrl,
    applicationName: 'assign tests',
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
    connections: { commands: 20, reads: 20, background: 20 },
  });
  const { db } = database;
  let time = NOW.getTime();
  const now = (): Date => new Date((time += 1000));
  const execute = createAssignmentExecutor({
    sealer: harness.sealer,
    now,
    newId: randomUUID,
    acceptWithinMs: harness.config.acceptWithinMs,
  });
  const companies = createCompanyCommands({ db, execute, sealer: harness.sealer, now, newId: randomUUID });
  const moverCommands = createMoverCommands({ db, execute, now, newId: randomUUID });
  const rescue = createRescueCommands({ db, execute });
  const offers = createOfferCommands({ db, execute });
  const reportProgress = createReportProgress(db, execute);
  const store = {
    ...moverCommands,
    async request(tx: Transaction, request: AssignmentRequest, cause: Cause): Promise<void> {
      await execute(tx, [{ id: request.callId, command: { type: 'request', request }, cause }]);
    },
    async cancel(tx: Transaction, callId: string, cause: Cause): Promise<void> {
      await execute(tx, [{ id: callId, command: { type: 'cancel', callId }, cause }]);
    },
  };
  const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => db.transaction(work);

  return {
    ...harness,
    db,
    execute,
    store,
    /** Sets the clock of the commands. Each reading is a second after the one before. */
    setNow: (to: Date): void => void (time = to.getTime()),

    request: (request: AssignmentRequest) => inTransaction((tx) => store.request(tx, request, noCause)),
    switch: (moverId: string, available: boolean) => store.setAvailability(moverId, available, noCause),
    cancel: (callId: string) => inTransaction((tx) => store.cancel(tx, callId, noCause)),
    /** Ends a team's part in a call; without `byMoverId`, as an operator. */
    drop: (drop: Partial<Drop> & { readonly callId: string }) =>
      rescue.drop({ byMoverId: null, reason: '차량 고장', assignmentId: null, ...drop }, noCause),
    reassign: (reassign: Partial<Reassign> & { readonly callId: string; readonly toMoverId: string }) =>
      rescue.reassign(
        { movingOn: null, slot: null, reason: '운영자 판단', ...whoeverHasIt, ...reassign },
        noCause,
      ),
    report: (report: Report) => reportProgress(report, noCause),
    /** The answers of a team; each is what became of the offer: the status of its assignment, or why it was refused. */
    accept: async (offer: Answering) => outcomeOf(await offers.accept(offer, noCause)),
    decline: async (offer: Answering) => outcomeOf(await offers.decline(offer, null, noCause)),
    /** What a timer does at the end of an offer. */
    expire: (callId: string, { assignmentId }: Answering) =>
      inTransaction((tx) =>
        execute(tx, [{ id: callId, command: { type: 'expireOffer', callId, assignmentId }, cause: noCause }]),
      ),
    /** The offer that is open for a call. */
    async offerOf(callId: string): Promise<Answering & { readonly expiresAt: Date }> {
      const [offer] = await harness.sql<(Answering & { readonly expiresAt: Date })[]>`
        select id as "assignmentId", mover_id as "moverId", expires_at as "expiresAt"
        from assignments where call_id = ${callId} and status = 'OFFERED'`;
      if (!offer) throw new Error(`call ${callId} is not offered`);
      return offer;
    },
    async register(registration: Partial<Registration> = {}): Promise<Mover> {
      const registered = await store.register({ ...aRegistration(), ...registration }, noCause);
      if ('refusal' in registered) throw new Error(`the mover is not registered: ${registered.refusal}`);
      return registered.mover;
    },

    registerCompany: async (changes: Partial<CompanyInput> = {}): Promise<Company> =>
      companyOf(await companies.register(companyDetails(changes), noCause)),
    updateCompany: async (id: string, changes: Partial<CompanyInput>): Promise<Company> =>
      companyOf(await companies.update(id, companyDetails(changes), noCause)),

    /** Makes manage's event that requests a mover. It is not delivered yet. */
    requestedEvent: ({ callId, requestedAt, ownerTel, tons, ...data }: AssignmentRequest): EventEnvelope => ({
      ...harness.event(
        fact('AssignmentRequested', callId, {
          ...data,
          ...(tons !== null && { tons }),
          ...(ownerTel !== null && { ownerTel: harness.sealer.seal(ownerTel) }),
        }),
      ),
      time: requestedAt.toISOString(),
    }),
    /** Makes manage's event that cancels a request. It is not delivered yet. */
    cancelEvent: ({ callId }: AssignmentRequest): EventEnvelope =>
      harness.event(fact('AssignmentCancelRequested', callId, {})),

    async close(): Promise<void> {
      await database.close();
      await harness.close();
    },
  };
}

const outcomeOf = (answered: OfferAnswered): string =>
  'refusal' in answered ? answered.refusal : answered.assignment.status;

function companyOf(result: Awaited<ReturnType<CompanyCommands['register']>>): Company {
  if ('refusal' in result) throw new Error(`the company is refused: ${result.refusal}`);
  return result.company;
}

/** The types of the events about a call or a mover, in order. */
export const typesOf = async (assign: AssignHarness, correlationId: string): Promise<EventType[]> =>
  (await assign.outbox())
    .filter((event) => event.correlationId === correlationId)
    .map(({ type }) => type as EventType);

/** The id of the mover that a call's AssignmentCompleted names; null when there is no such event. */
export async function announcedMover(assign: AssignHarness, callId: string): Promise<string | null> {
  const completed = (await assign.outbox('AssignmentCompleted')).find(
    ({ correlationId }) => correlationId === callId,
  );
  return completed ? (completed.data as EventOf<'AssignmentCompleted'>['data']).mover.id : null;
}

/** The id of the mover that a call has; null when it has none. */
export async function activeMover({ sql }: AssignHarness, callId: string): Promise<string | null> {
  const [row] = await sql<{ mover_id: string }[]>`
    select mover_id from assignments where call_id = ${callId} and status = 'ACTIVE'`;
  return row?.mover_id ?? null;
}

export async function requestStatus({ sql }: AssignHarness, callId: string): Promise<string | null> {
  const [row] = await sql<{ status: string }[]>`select status from requests where call_id = ${callId}`;
  return row?.status ?? null;
}
