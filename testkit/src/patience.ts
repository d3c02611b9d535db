/** How long vi.waitFor waits for what a service does by itself. A busy machine is slow, and no test may fail by that. */
export const PATIENCE = { timeout: 60_000, interval: 10 };
