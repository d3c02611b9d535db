/**
 * Replays attacks on the system and measures what other customers feel: alone, and while the system is attacked.
 *
 *   npm run bench -- abuse [--router URL --sandbox URL] [--json FILE] [--before FILE]
 *
 * Without addresses it starts a system of its own. `--json` keeps the results; `--before` prints kept ones beside the new ones.
 */
import { startStack } from '@movecall/dev/stack';
import { until } from '@movecall/service/until';
import type { Addresses } from '@movecall/testkit/client';
import { addDays } from '@movecall/values/days';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  type Attack,
  CONTESTED_DAYS,
  contestedDay,
  createAttacks,
  phone,
  quietDay,
} from './abuse/attacks.ts';
import { visit, type Visit } from './abuse/customer.ts';
import { type AttackResult, gainsOf, tableOf } from './abuse/result-table.ts';

const VISITS = 10;
const VISIT_EVERY_MS = 500;
/** The embedded default allows a customer more, so that trials and tests can play. */
const LIMITS_OF_PRODUCTION = { OPEN_CALLS_PER_CUSTOMER: '5', OPEN_CALLS_PER_DAY: '2' };

const { values: options } = parseArgs({
  options: {
    router: { type: 'string' },
    sandbox: { type: 'string' },
    json: { type: 'string' },
    before: { type: 'string' },
  },
});
const { router, sandbox } = options;
const report = (line: string): void => console.error(line);
const results =
  router !== undefined && sandbox !== undefined
    ? await measure({ router, sandbox })
    : await measureOwnSystem();

const before = options.before === undefined ? null : ((await readJson(options.before)) as AttackResult[]);
if (options.json !== undefined) await writeFile(options.json, JSON.stringify(results));
console.log(`\nms, median / worst\n\n${tableOf(results, before)}\n`);
console.log(gainsOf(results, before));

/** A system as `npm start` runs it, but with the limits of production, and behind this machine as its proxy. */
async function measureOwnSystem(): Promise<AttackResult[]> {
  const directory = await mkdtemp(join(tmpdir(), 'movecall-abuse-'));
  // The embedded Postgres does not run as root.
  await chmod(directory, 0o755);
  report('starting the system');
  const stack = await startStack({
    directory,
    routerPort: 14_000,
    sandboxPort: 14_400,
    fresh: true,
    log: report,
    env: { ...process.env, ...LIMITS_OF_PRODUCTION, TRUSTED_PROXIES: '127.0.0.0/8,::1/128' },
  });
  try {
    const { router: web, sandbox: phones } = stack.services();
    return await measure({ router: web?.url ?? '', sandbox: phones?.url ?? '' });
  } finally {
    await stack.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function measure(addresses: Addresses): Promise<AttackResult[]> {
  let customers = 0;
  const visitOn = (movingOn: string, address: string): Promise<Visit> =>
    visit(addresses, { address, tel: phone(3, (customers += 1)), movingOn });

  /** Waits until a customer gets all that they want: an attack may be felt for a while after its end. */
  const recovery = (address: string): Promise<true> =>
    until(
      'the system to recover',
      async () =>
        Object.values(await visitOn(quietDay, address)).every(({ succeeded }) => succeeded) || undefined,
    );

  /** Customers come at a steady rate, however long the ones before them take. */
  async function visits(address: string): Promise<Visit[]> {
    const coming: Promise<Visit>[] = [];
    for (let nth = 0; nth < VISITS; nth += 1) {
      const movingOn = addDays(contestedDay, nth % CONTESTED_DAYS);
      coming.push(visitOn(movingOn, address));
      await pause(VISIT_EVERY_MS);
    }
    return Promise.all(coming);
  }

  async function measureAttack(attack: Attack, nth: number): Promise<AttackResult> {
    const address = (phase: number): string => `198.51.100.${10 * nth + phase}`;
    await attack.prepare?.(addresses);
    await recovery(address(0));
    report(`${attack.name}: other customers alone`);
    const alone = await visits(address(1));
    report(`${attack.name}: under attack`);
    const running = attack.run(addresses);
    if (attack.customersCome === 'afterwards') await running;
    const attacked = await visits(address(2));
    return { attack: attack.name, got: await running, alone, attacked };
  }

  // The first requests take longer, because code is loaded and compiled.
  await visits('198.51.100.1');
  const all: AttackResult[] = [];
  for (const [nth, attack] of createAttacks().entries()) all.push(await measureAttack(attack, nth + 1));
  return all;
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}
