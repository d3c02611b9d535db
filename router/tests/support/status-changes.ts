import type { StatusChange } from '../../src/live/status-event.ts';

export const CALL = '0b5c1c5e-0000-4000-8000-00000000000a';

/** A change of CALL at a position on the stream; its version is the position. */
export const changeAt = (position: number, fields: Partial<StatusChange> = {}): StatusChange => ({
  callId: CALL,
  version: position,
  status: 'ASSIGNING',
  at: '2026-11-22T00:00:00.000Z',
  moverId: null,
  traceparent: null,
  position,
  ...fields,
});
