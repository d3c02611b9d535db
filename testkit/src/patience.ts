/**
 * How long vi.waitFor waits for asynchronous work of a service. It is long, so that no test fails because the machine is
 * busy.
 */
export const PATIENCE = { timeout: 60_000, interval: 10 };
