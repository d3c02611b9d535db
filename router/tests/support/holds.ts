/** No request may keep the others waiting for longer, in ms. */
export const HOLD_LIMIT_MS = 100;

/**
 * The longest that the event loop of this process, which router and client share, is held up meanwhile: in ms between two
 * turns of it, and no more than the CPU time that the process had in between, since other processes share the machine.
 */
export async function longestHold(work: () => Promise<void>): Promise<number> {
  let last = { at: performance.now(), cpu: cpuTime() };
  let longest = 0;
  const turn = setInterval(() => {
    const now = { at: performance.now(), cpu: cpuTime() };
    longest = Math.max(longest, Math.min(now.at - last.at, now.cpu - last.cpu));
    last = now;
  }, 1);
  await work().finally(() => clearInterval(turn));
  return Math.round(longest);
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
