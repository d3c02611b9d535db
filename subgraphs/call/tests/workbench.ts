import { openDatabase } from '@movecall/database';
import { createReaction } from '@movecall/decider';
import { commandsOf } from '@movecall/schema/reactions';
import type { Tel } from '@movecall/values/tel';
import { drizzle } from 'drizzle-orm/postgres-js';
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { AttemptStoreDeps } from '../src/acceptance/attempt-store.ts';
import { createCallExecutor } from '../src/executor.ts';
import { createAppendFacts } from '../src/outbox.ts';
import { createReact, createReactions } from '../src/reactions.ts';
import { createSessionStore } from '../src/sign-in/session-store.ts';
import type { CallHarness } from './harness.ts';

/** The parts of a call service that work in transactions, on the database of a harness, without a service around them. */
export async function openWorkbench({ config, sealer }: CallHarness) {
  const { sql, close } = await openDatabase({
    url: config.databaseUrl,
    applicationName: 'workbench',
    migrations: new URL('../migrations', import.meta.url).pathname,
  });
  onTestFinished(close);
  const texts: string[] = [];
  const db = drizzle(sql, { logger: { logQuery: (text) => void texts.push(text) } });
  const now = () => new Date();
  const appendFacts = createAppendFacts(randomUUID);
  const execute = createCallExecutor({ appendFacts, sealer, now });
  const operators = new Set<Tel>();
  const sessions = createSessionStore({ db, appendFacts, sealer, operators, newId: randomUUID });
  const attempts: AttemptStoreDeps = {
    db,
    execute,
    appendFacts,
    now,
    newId: randomUUID,
    openCallLimits: { inAll: 3, onOneDay: 2 },
  };
  return {
    db,
    attempts,
    react: createReaction(
      commandsOf(createReactions({ sealer, now })),
      createReact({ execute, sessions, appendFacts, sealer, operators, now }),
    ),
    /** The texts of the statements that work sends. */
    async statementsOf(work: () => Promise<unknown>): Promise<string[]> {
      const before = texts.length;
      await work();
      return texts.slice(before);
    },
  };
}
