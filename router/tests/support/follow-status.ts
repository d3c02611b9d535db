import type { Viewer } from '@movecall/identity';
import type { TestRouter } from '@movecall/testkit/router';
import { connect } from './socket.ts';

export const STATUS =
  'subscription ($id: ID!, $after: ID) { moveCallStatus(id: $id, after: $after) { version status reset } }';

/** Opens a socket that follows a call. @param after the cursor to continue after */
export async function followStatus(router: TestRouter, viewer: Viewer, callId: string, after?: string) {
  const socket = await connect(router, viewer);
  socket.subscribe('1', STATUS, { id: callId, after });
  return Object.assign(socket, {
    /** The version of the next event, and whether the event is a reset. */
    async nextVersion() {
      const { version, reset } = (await socket.nextData()).moveCallStatus;
      return [version, reset];
    },
  });
}
