/**
 * Measures the time from sending `requestMoveCall` to its answer, to 호출확정 at the live subscription, and to the KakaoTalk message
 * in the sandbox. Makes one call after the other in the system that `npm start` runs, and cancels each.
 *
 *   node --import tsx bench/saga-latency.ts [calls, 100 when absent]
 */
import { messagesTo, signIn } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import { acceptedMove, cancelMove, freeDay, settledMove, watchUntil } from '@movecall/testkit/move-calls';
import { runningAddresses } from '@movecall/dev/running-system';
import { percentile } from '@movecall/testkit/statistics';
import { fixed } from './figures.ts';

const CUSTOMER = '01012345678';
const calls = Number(process.argv[2] ?? 100);
const addresses = await runningAddresses();
const customer = await signIn(addresses, CUSTOMER);
const operator = await signIn(addresses, '01000000000');
const movingOn = await freeDay(operator, 3, new Date());

const measured = { answer: [] as number[], subscriber: [] as number[], sandbox: [] as number[] };
for (let i = 0; i < calls; i++) {
  const since = Date.now();
  const id = await acceptedMove(customer, { address: i % 2 ? 'mapo' : 'guro', cost: 2_500_000, movingOn });
  measured.answer.push(Date.now() - since);
  await watchUntil(customer, id, 'CONFIRMED');
  measured.subscriber.push(Date.now() - since);
  const message = await until('the message', async () =>
    (await messagesTo(addresses, CUSTOMER)).find(
      ({ templateId, buttons }) =>
        templateId === 'MOVER_CONFIRMED' && buttons.some(({ url }) => url.endsWith(id)),
    ),
  );
  measured.sandbox.push(Date.parse(message.at) - since);
  await cancelMove(customer, id);
  await settledMove(customer, id, { order: 'CANCELLED', assignment: 'RELEASED' });
  if (process.stdout.isTTY) process.stdout.write(`\r${i + 1} of ${calls}`);
}

console.log(`\n${calls} calls, ms        median    p95  worst`);
for (const [what, times] of Object.entries(measured)) {
  const at = (share: number): string => fixed(percentile(times, share));
  console.log(`${what.padEnd(20)} ${at(0.5).padStart(8)} ${at(0.95).padStart(6)} ${at(1).padStart(6)}`);
}
await Promise.all([customer.close(), operator.close()]);
