import { signIn } from '@movecall/testkit/client';
import { type ControlAddress, findControl, requestControl } from './control.ts';
import { playFoundingScenario } from './founding-scenario.ts';
import { freeDay } from '@movecall/testkit/move-calls';
import { directory, readServerTime, runningAddresses } from './running-system.ts';
import { playTradeScenario } from './trade-scenario.ts';

/**
 * `npm run scenario`: plays the founding scenario against the running system; with `--trade`, the one of a move with a quote. Exits with 1
 * when a step fails.
 */
const CUSTOMER = '01012345678';
const OPERATOR = '01000000000';

const [option, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (option !== undefined && option !== '--trade')) {
  console.error('Usage: npm run scenario [-- --trade]');
  process.exit(1);
}
const control = await findControl(directory);
if (control === undefined) {
  console.error('movecall is not running here. Start it with: npm start');
  process.exit(1);
}
const addresses = await runningAddresses();

const customer = await signIn(addresses, CUSTOMER);
const operator = await signIn(addresses, OPERATOR);
const log = (line: string): void => console.log(line);
const now = await readServerTime(addresses.router);

async function foundingScenario(address: ControlAddress): ReturnType<typeof playFoundingScenario> {
  const movingOn = await freeDay(operator, 3, now);
  log(`The founding scenario, for a move on ${movingOn}\n`);
  return await playFoundingScenario({
    customer,
    movingOn,
    log,
    async service(action, name) {
      const { ok, message } = await requestControl(address, 'POST', `/${action}/${name}`);
      if (!ok) throw new Error(message);
    },
  });
}

async function tradeScenario(): ReturnType<typeof playTradeScenario> {
  log('The scenario of a move with a quote\n');
  return await playTradeScenario({ customer, operator, log, now });
}

const { done, failed } = await (option === '--trade' ? tradeScenario() : foundingScenario(control));
log(`\n${done} steps done, ${failed} failed; the scenario's calls are cancelled`);
await Promise.all([customer.close(), operator.close()]);
process.exit(failed === 0 ? 0 : 1);
