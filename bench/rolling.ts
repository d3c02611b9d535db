/**
 * Every process of the system replaced in turn, under load: what does anybody notice of a deploy?
 *
 *   npm run bench -- rolling [--rolls 10] [--sockets 500] [--requests 10000]
 */
import { runRolling } from '@movecall/e2e/runs/rolling';
import { fixed } from './figures.ts';
import { readNumbers } from './number-options.ts';

const options = readNumbers({ rolls: 10, sockets: 500, requests: 10_000 });
const result = await runRolling({
  ...options,
  // About three calls a second, however many follow one.
  keepsMs: options.sockets * 1_000,
  report: (line) => console.log(line),
});

const { confirmedMs: confirmed, closings } = result;
console.log(
  [
    '',
    `processes replaced            ${result.restarts}, of which not cleanly ${result.uncleanExits.length}`,
    `requests over HTTP            ${result.requests}`,
    `  failed                      ${result.failures.length}`,
    `  told to try again           ${result.tryAgain}`,
    `calls made and cancelled      ${result.calls}`,
    `statuses told on sockets      ${result.events}`,
    `  sockets lost or repeated    ${result.brokenFollowers.length}`,
    `  sockets closed, by code     ${JSON.stringify(closings)}`,
    `accepted → 호출확정, ms        p50 ${fixed(confirmed.p50)}, p99 ${fixed(confirmed.p99)}, max ${fixed(confirmed.max)}`,
    `dead letters                  ${result.deadLetters}`,
    `invariants broken             ${result.violations.length}`,
    `took                          ${fixed(result.tookMs / 1000)} s`,
  ].join('\n'),
);
const wrong = [...result.failures, ...result.brokenFollowers, ...result.uncleanExits, ...result.violations];
for (const line of wrong.slice(0, 20)) console.error(line);
if (wrong.length > 0 || result.tryAgain > 0) {
  console.error('What the processes warned of:');
  for (const line of result.logWarnings.slice(0, 20)) console.error(`  ${line}`);
}
if (wrong.length > 0 || result.tryAgain > 0 || result.deadLetters > 0) process.exitCode = 1;
