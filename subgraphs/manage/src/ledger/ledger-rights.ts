import type { Viewer } from '@movecall/identity';
import { type Day, seoulDay } from '@movecall/values/days';
import { maySeeOrder } from '../visibility.ts';
import type { Canceller } from './cancel-preview.ts';
import type { Recorder } from './entry.ts';

/** Who may see a ledger, and record payments in it. */

interface BilledOrder {
  readonly ownerId: string;
  readonly moverId: string | null;
  readonly status: 'ACCEPTED' | 'WAITING' | 'ASSIGNED' | 'CANCELLED';
  readonly movingOn: Day;
}

/** As whom a viewer records payments; null for a viewer who may not. */
export function recorderOf({ role, moverId }: Viewer, order: BilledOrder): Recorder | null {
  if (role === 'OPERATOR') return 'OPERATOR';
  return moverId !== null && moverId === order.moverId ? 'TEAM' : null;
}

/**
 * As whom a viewer would end a move: its customer for the customer, its team and operators for the company.
 *
 * @param forCustomer of an operator: because the customer has asked for it
 * @returns null when the viewer may not see the order, when it is cancelled, and for the customer of a move whose day is over
 */
export function cancellerOf(
  viewer: Viewer,
  order: BilledOrder,
  forCustomer: boolean,
  now: Date,
): Canceller | null {
  if (!maySeeOrder(viewer, order) || order.status === 'CANCELLED') return null;
  const teamConfirmed = order.status === 'ASSIGNED';
  const isOwner = viewer.id === order.ownerId;
  if (isOwner && teamConfirmed && seoulDay(now) > order.movingOn) return null;
  const isCustomers = isOwner || (viewer.role === 'OPERATOR' && forCustomer);
  return { side: isCustomers ? 'CUSTOMER' : 'MOVER', teamConfirmed, now };
}
