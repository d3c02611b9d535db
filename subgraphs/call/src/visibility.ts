import type { Viewer } from '@movecall/identity';

/** Who may see a call. */

interface CallParties {
  readonly ownerId: string;
  /** The mover that has the call, or had it until the call was cancelled. */
  readonly moverId: string | null;
}

/** A call is shown to its owner, to its mover and to operators. */
export function maySeeCall(viewer: Viewer, call: CallParties): boolean {
  switch (viewer.role) {
    case 'OPERATOR':
      return true;
    case 'MOVER':
      return call.ownerId === viewer.id || (call.moverId !== null && call.moverId === viewer.moverId);
    case 'CUSTOMER':
      return call.ownerId === viewer.id;
    case 'SERVICE':
      return false;
    default:
      return viewer.role satisfies never;
  }
}

/** The customer's phone is shown to everybody who may see the call; to its mover only until the call is cancelled. */
export const maySeeTel = (viewer: Viewer, call: CallParties & { readonly mover: object | null }): boolean =>
  maySeeCall(viewer, call) && (viewer.role !== 'MOVER' || viewer.id === call.ownerId || call.mover !== null);
