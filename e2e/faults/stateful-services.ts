/** The services that have a database and an event log. */
export const stateful = ['call', 'manage', 'assign', 'notifier'] as const;
export type Stateful = (typeof stateful)[number];
