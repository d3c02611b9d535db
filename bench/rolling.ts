/**
 * Measures the effects of a deploy on clients: replaces every process of the system in turn, under load.
 *
 *   npm run bench -- rolling [--rolls 10] [--sockets 500] [--requests 10000]
 *
 * With BESIDE=<folder of another checkout that has been started once> half of the processes run that checkout's build, as in the
 * middle of a deploy.
 */
import { runRolling } from '@movecall/e2e/runs/rolling';
import { fixed } from './figures.ts';
import { readNumbers } from './number-options.ts';

const options = readNumbers({ rolls: 10, sockets: 500, requests: 10_000 });
const result = await runRolling({
  ...options,
  beside: process.env['BESIDE'],
  // About three calls per second, independent of the number of sockets.
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
    `  answered "try again"        ${result.tryAgain}`,
    `calls made and cancelled      ${result.calls}`,
    `statuses sent on sockets      ${result.events}`,
    `  sockets with a gap or repeat ${result.brokenFollowers.length}`,
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
  console.error("Warnings in the processes' logs:");
  for (const line of result.logWarnings.slice(0, 20)) console.error(`  ${line}`);
}
if (wrong.length > 0 || result.tryAgain > 0 || result.deadLetters > 0) process.exitCode = 1;
