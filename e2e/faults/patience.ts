/** How long the campaign waits for what it expects before it reports a violation. Long enough for a slow machine. */
export const PATIENCE_MS = 180_000;
