import type { Testbed } from './testbed.ts';

/** The process id of each service: a service whose process ended has another one. */
export const servicePids = ({ system }: Testbed): Readonly<Record<string, number | null>> =>
  Object.fromEntries(
    ['router', 'call', 'manage', 'assign', 'notifier'].map((name) => [
      name,
      system.stack.services()[name]?.pid ?? null,
    ]),
  );

/** The services whose process has ended since `before`, one line each. */
export const endedServices = (before: ReturnType<typeof servicePids>, testbed: Testbed): string[] => {
  const now = servicePids(testbed);
  return Object.keys(before)
    .filter((name) => now[name] !== before[name])
    .map((name) => `${name} ended: it was process ${before[name]}, it is ${now[name]}`);
};
