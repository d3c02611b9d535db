import type { Fault } from '../fault.ts';
import { consumerFaults } from './consumers.ts';
import { failpointErrors, failpointHangs, failpointKills } from './failpoint-faults.ts';
import { manageFaults } from './manage.ts';
import { modelSequences } from './model-sequences.ts';
import { poisonFaults } from './poison.ts';
import { postgresFaults } from './postgres.ts';
import { providerFaults } from './provider.ts';
import { oneMover, races } from './races.ts';
import { redisFaults } from './redis.ts';

/** All faults, in the order of the results. The faults of one group are next to each other. */
export const matrix: readonly Fault[] = [
  ...failpointKills,
  ...modelSequences,
  ...failpointErrors,
  ...failpointHangs,
  ...providerFaults,
  ...races,
  ...oneMover,
  ...manageFaults,
  ...postgresFaults,
  ...redisFaults,
  ...consumerFaults,
  ...poisonFaults,
];
