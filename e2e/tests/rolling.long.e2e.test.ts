import { expect, test } from 'vitest';
import { runRolling } from '../runs/rolling.ts';

const ROLLS = 3;
const SOCKETS = 60;
// Two readers query in every moment of the rolling, which takes more than a minute.
const READERS = 6;
const REQUESTS = 5_000;

test(
  'every process of the system is replaced under load: no request fails, no status is lost or sent twice',
  { timeout: 1_800_000 },
  async () => {
    const result = await runRolling({
      rolls: ROLLS,
      sockets: SOCKETS,
      requests: REQUESTS,
      readers: READERS,
      keepsMs: 60_000,
    });
    // The warnings in the logs help to explain a failure.
    if (result.failures.length + result.tryAgain > 0)
      console.error(result.logWarnings.slice(0, 20).join('\n'));
    expect(result.failures).toEqual([]);
    expect(result.brokenFollowers).toEqual([]);
    expect(result.uncleanExits).toEqual([]);
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ tryAgain: 0, deadLetters: 0, restarts: 10 * ROLLS });
    // The system was under load, and processes closed their sockets before they ended.
    expect(result.requests).toBeGreaterThanOrEqual(REQUESTS);
    expect(result.calls).toBeGreaterThan(SOCKETS);
    expect(result.closings['1001']).toBeGreaterThan(0);
  },
);
