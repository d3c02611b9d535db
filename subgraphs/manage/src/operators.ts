import { forbidden } from '@movecall/graphql';
import type { Viewer } from '@movecall/identity';
import { signedIn } from '@movecall/identity/request-context';
import type { RequestContext } from './context.ts';

/** @throws FORBIDDEN for everyone but an operator; UNAUTHENTICATED for a visitor */
export function requireOperator(context: RequestContext): Viewer {
  const viewer = signedIn(context);
  if (viewer.role !== 'OPERATOR') throw forbidden();
  return viewer;
}
