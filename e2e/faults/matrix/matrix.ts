import type { Fault } from '../fault.ts';
import { consumerFaults } from './consumers.ts';
import { kills } from './kills.ts';
import { modelRuns } from './model-sequences.ts';
import { manageFaults } from './manage.ts';
import { poisonFaults } from './poison.ts';
import { postgresFaults } from './postgres.ts';
import { providerFaults } from './provider.ts';
import { oneMover, races } from './races.ts';
import { redisFaults } from './redis.ts';
import { stepFaults } from './failpoint-faults.ts';

/** All faults, in the order of the report. Those of one group stand together. */
export const matrix: readonly Fault[] = [
  ...kills,
  ...modelRuns,
  ...stepFaults,
  ...providerFaults,
  ...races,
  ...oneMover,
  ...manageFaults,
  ...postgresFaults,
  ...redisFaults,
  ...consumerFaults,
  ...poisonFaults,
];
