export const stateful = ['call', 'manage', 'assign', 'notifier'] as const;
/** A service with a database and an event log. */
export type Stateful = (typeof stateful)[number];
