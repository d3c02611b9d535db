import { describe, expect, test } from 'vitest';
import { type Model, models } from '../catalogue.ts';
import { check, type Property } from '../check.ts';
import { findTools } from '../tools.ts';

const LONGEST_MS = 30 * 60 * 1000;

const found = await findTools(process.env, console.info);
const tools = 'spin' in found ? found : null;
if ('missing' in found) console.warn(`The protocol is not checked: ${found.missing}.`);

const nameOf = (property: Property): string => (property === 'assertions' ? property : property.formula);

/** Each property of a model, in each way in which the model is looked at. */
function claimsOf({ ways, formulas, formulaWays }: Model) {
  const claim = (property: Property) => (defines: readonly string[]) => ({
    property,
    defines,
    title: [nameOf(property), ...defines].join(' '),
  });
  return [
    ...ways.map(claim('assertions')),
    ...formulas.flatMap((formula) => formulaWays.map(claim({ formula }))),
  ];
}

async function violationOf({ name }: Model, property: Property, defines: readonly string[]) {
  if (tools === null) throw new Error('there is nothing to check a model with');
  const { states, seconds, megabytes, violation } = await check(tools, { model: name, property, defines });
  const what = [name, nameOf(property), ...defines].join(' ');
  console.info(`${what}: ${states} states, ${seconds} s, ${megabytes} MB; ${violation ?? 'holds'}`);
  return violation;
}

describe.skipIf(tools === null).each(models)('the model $name', { timeout: LONGEST_MS }, (model) => {
  test.each(claimsOf(model))('$title: holds in all states', async ({ property, defines }) =>
    expect(await violationOf(model, property, defines)).toBeNull(),
  );

  test.each(model.mutants)('is violated without $leavesOut', async ({ property, defines, caughtBy }) =>
    expect(await violationOf(model, property, defines)).toContain(caughtBy),
  );
});
