/** The longest time that one request may block the event loop, ms. */
export const DELAY_LIMIT_MS = 100;

/** Between two measurements: a delay is measured as at most this much longer. Each costs a system call. */
const TURN_MS = 5;

/**
 * The longest time that the event loop of this process is blocked while the work runs, ms. Router and client share the
 * process. A delay counts at most as the CPU time that the process used in it, because other processes share the machine.
 */
export async function longestDelay(work: () => Promise<void>): Promise<number> {
  let last = { at: performance.now(), cpu: cpuTime() };
  let longest = 0;
  const turn = setInterval(() => {
    const now = { at: performance.now(), cpu: cpuTime() };
    longest = Math.max(longest, Math.min(now.at - last.at, now.cpu - last.cpu));
    last = now;
  }, TURN_MS);
  await work().finally(() => clearInterval(turn));
  return Math.round(longest);
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
