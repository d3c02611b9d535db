import type { Tel } from '@movecall/values/tel';
import type { RequestContext } from '../context.ts';
import type { SessionStore } from './session-store.ts';

/** Whether a client has signed in with a phone before. */
export type IsKnownClient = (context: RequestContext, tel: Tel) => Promise<boolean>;

/** A client is known by its token, or by the cookie of a session of this phone, which outlives the session. */
export const createKnownClients =
  (sessions: SessionStore): IsKnownClient =>
  async ({ viewer, loaders, sessionCookie: { sent } }, tel) =>
    (viewer !== null && (await loaders.people.load(viewer.id))?.tel === tel) ||
    (sent !== null && (await sessions.hasBelongedTo(sent, tel)));
