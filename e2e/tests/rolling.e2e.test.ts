import { expect, test } from 'vitest';
import { runRolling } from '../runs/rolling.ts';

test(
  'every process of the system is replaced under load: no request fails, no status is lost or told twice',
  { timeout: 400_000 },
  async () => {
    const result = await runRolling({ rolls: 1, sockets: 60, requests: 1_500, keepsMs: 60_000 });
    // Says why, when something failed.
    if (result.failures.length + result.tryAgain > 0)
      console.error(result.logWarnings.slice(0, 20).join('\n'));
    expect(result.failures).toEqual([]);
    expect(result.brokenFollowers).toEqual([]);
    expect(result.uncleanExits).toEqual([]);
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ tryAgain: 0, deadLetters: 0, restarts: 10 });
    // It was under load, and sockets were sent away.
    expect(result.requests).toBeGreaterThanOrEqual(1_500);
    expect(result.calls).toBeGreaterThan(60);
    expect(result.closings['1001']).toBeGreaterThan(0);
  },
);
