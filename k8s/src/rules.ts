import * as connections from './rules/connections.ts';
import * as environment from './rules/environment.ts';
import * as network from './rules/network.ts';
import * as references from './rules/references.ts';
import * as release from './rules/release.ts';
import type { Rule } from './rules/rule.ts';
import * as scaling from './rules/scaling.ts';
import * as workloads from './rules/workloads.ts';

/** All rules, by name. */
export const rules: Readonly<Record<string, Rule>> = {
  ...workloads,
  ...references,
  ...release,
  ...scaling,
  ...network,
  ...connections,
  ...environment,
};
