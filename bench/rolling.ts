/**
 * Every process of the system replaced in turn, under load: what does anybody notice of a deploy?
 *
 *   npm run bench -- rolling [--rolls 10] [--sockets 500] [--requests 10000]
 */
import { parseArgs } from 'node:util';
import { runRolling } from '../e2e/runs/rolling.ts';

const { values } = parseArgs({
  options: {
    rolls: { type: 'string', default: '10' },
    sockets: { type: 'string', default: '500' },
    requests: { type: 'string', default: '10000' },
  },
});
const sockets = Number(values.sockets);
const result = await runRolling({
  rolls: Number(values.rolls),
  sockets,
  requests: Number(values.requests),
  // About three calls a second, however many follow one.
  keepsMs: sockets * 1_000,
  report: (line) => console.log(line),
});

const ms = (value: number | null): string => (value === null ? '-' : value.toFixed(0));
const { confirmedMs: confirmed, closings } = result;
console.log(
  [
    '',
    `processes replaced            ${result.restarts}, of which not cleanly ${result.unclean.length}`,
    `requests over HTTP            ${result.requests}`,
    `  failed                      ${result.failures.length}`,
    `  told to try again           ${result.tryAgain}`,
    `calls made and cancelled      ${result.calls}`,
    `statuses told on sockets      ${result.events}`,
    `  sockets lost or repeated    ${result.brokenFollowers.length}`,
    `  sockets closed, by code     ${JSON.stringify(closings)}`,
    `accepted → 호출확정, ms        p50 ${ms(confirmed.p50)}, p99 ${ms(confirmed.p99)}, max ${ms(confirmed.max)}`,
    `dead letters                  ${result.deadLetters}`,
    `invariants broken             ${result.violations.length}`,
    `took                          ${(result.tookMs / 1000).toFixed(0)} s`,
  ].join('\n'),
);
const wrong = [...result.failures, ...result.brokenFollowers, ...result.unclean, ...result.violations];
for (const line of wrong.slice(0, 20)) console.error(line);
if (wrong.length > 0 || result.tryAgain > 0) {
  console.error('What the processes warned of:');
  for (const line of result.complaints.slice(0, 20)) console.error(`  ${line}`);
}
if (wrong.length > 0 || result.tryAgain > 0 || result.deadLetters > 0) process.exitCode = 1;
