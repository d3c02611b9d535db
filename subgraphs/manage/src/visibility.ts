import type { Viewer } from '@movecall/identity';

/** An order is shown to the owner of its call, to its mover and to operators. */
export const maySeeOrder = (
  viewer: Viewer,
  order: { readonly ownerId: string; readonly moverId: string | null },
): boolean =>
  viewer.role === 'OPERATOR' ||
  viewer.id === order.ownerId ||
  (viewer.moverId !== null && viewer.moverId === order.moverId);
