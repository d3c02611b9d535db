import { signIn } from '@movecall/testkit/client';
import { findControl, requestControl } from './control.ts';
import { playFoundingScenario } from './founding-scenario.ts';
import { freeDay } from '@movecall/testkit/move-calls';
import { directory, runningAddresses } from './running-system.ts';

/** `npm run scenario`: plays the founding scenario against the running system. Exits with 1 when a step fails. */
const CUSTOMER = '01012345678';
const OPERATOR = '01000000000';

const control = await findControl(directory);
if (control === undefined) {
  console.error('movecall is not running here. Start it with: npm start');
  process.exit(1);
}
const addresses = await runningAddresses();

const customer = await signIn(addresses, CUSTOMER);
const operator = await signIn(addresses, OPERATOR);
const movingOn = await freeDay(operator, 3, new Date());
console.log(`The founding scenario, for a move on ${movingOn}\n`);
const { done, failed } = await playFoundingScenario({
  customer,
  movingOn,
  log: (line) => console.log(line),
  async service(action, name) {
    const { ok, message } = await requestControl(control, 'POST', `/${action}/${name}`);
    if (!ok) throw new Error(message);
  },
});
console.log(`\n${done} steps done, ${failed} failed; the scenario's calls are cancelled`);
await Promise.all([customer.close(), operator.close()]);
process.exit(failed === 0 ? 0 : 1);
