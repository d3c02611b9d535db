import { type ServiceEntry, services } from '@movecall/dev/services';
import { producers } from '@movecall/schema/events';

/** The launch table with so many processes of each stateful service: `assign`, `assign-2`, … The first answers requests. */
export const withReplicas = (count: number): Readonly<Record<string, ServiceEntry>> =>
  Object.fromEntries(
    Object.entries(services).flatMap(([name, entry]) =>
      producers.some((producer) => producer === name)
        ? Array.from({ length: count }, (_, nth) => [replicaOf(name, nth + 1), entry] as const)
        : [[name, entry] as const],
    ),
  );

/** The name of a service's nth process. */
export const replicaOf = (service: string, nth: number): string =>
  nth === 1 ? service : `${service}-${nth}`;

/** Whose process it is. */
export const serviceOf = (process: string): string => process.replace(/-\d+$/, '');

/** What a process calls itself in its consumer groups. */
export const consumerNameOf = (process: string): string => `${process}-1`;
