import { type ServiceEntry, services } from '@movecall/dev/services';
import { producers } from '@movecall/schema/streams';

/** The launch table with `count` processes of each stateful service: `assign`, `assign-2`, … Requests go to the first one. */
export const withReplicas = (count: number): Readonly<Record<string, ServiceEntry>> =>
  Object.fromEntries(
    Object.entries(services).flatMap(([name, entry]) =>
      producers.some((producer) => producer === name)
        ? Array.from({ length: count }, (_, nth) => [replicaOf(name, nth + 1), entry] as const)
        : [[name, entry] as const],
    ),
  );

/** The process name of a service's nth replica, counted from 1. */
export const replicaOf = (service: string, nth: number): string =>
  nth === 1 ? service : `${service}-${nth}`;

/** The service that a process belongs to. */
export const serviceOf = (process: string): string => process.replace(/-\d+$/, '');

/** The consumer name of a process in its Redis consumer groups. */
export const consumerNameOf = (process: string): string => `${process}-1`;
