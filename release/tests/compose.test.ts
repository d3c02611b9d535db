import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { deployables } from '../src/production-build.ts';
import { dotenv, makeSecrets } from '@movecall/dev/secrets';
import { configurations, textOf, variablesOf } from '@movecall/testkit/configurations';

interface Container {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly build?: { readonly args: { readonly SERVICE: string } };
  readonly pull_policy?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const made = { ...makeSecrets(), POSTGRES_PASSWORD: 'secret' };
const values = parseEnv(dotenv(made)) as Readonly<Record<string, string>>;
const text = await textOf('compose.yaml');
const { services } = parse(text, { merge: true }) as {
  services: Record<string, Container>;
};
const ours = Object.entries(services).filter(([, { image }]) => image.startsWith('movecall/'));

/** A container's environment with the variables replaced as compose does it. A variable without value and default throws. */
const environmentOf = ({ environment }: Container): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_whole, key: string, mark, otherwise) => {
        const found = values[key] ?? (mark === '-' ? String(otherwise) : undefined);
        if (found === undefined) throw new Error(`npm run secrets does not make ${key}`);
        return found;
      }),
    ]),
  );

test('compose runs every service, and a migration job for each that has a database', () => {
  expect(new Set(ours.map(([name]) => name))).toEqual(new Set(Object.keys(configurations)));
});

test.each(ours)('%s accepts the environment that compose gives it', (name, container) => {
  expect(configurations[name]!.read({ PORT: '8080', ...environmentOf(container) })).toBeTypeOf('object');
});

test.each(ours)('%s is given only variables that it reads', async (name, { environment }) => {
  const known = await variablesOf(name);
  expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
});

test.each(ours)('%s runs from its own image, after the services that it depends on', (name, container) => {
  const service = name.replace('migrate-', '');
  expect(deployables).toHaveProperty(service);
  expect(container.image).toBe(`movecall/${service}`);
  if (name !== service) {
    expect(container.entrypoint?.at(-1)).toBe('migrate.mjs');
    expect(container.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    return;
  }
  if (container.environment['MIGRATIONS'] === 'await')
    expect(container.depends_on).toMatchObject({
      [`migrate-${name}`]: { condition: 'service_completed_successfully' },
    });
});

test('each image is built once and never pulled', () => {
  for (const image of new Set(ours.map(([, container]) => container.image))) {
    const [builders, others] = [true, false].map((builds) =>
      ours.filter(([, each]) => each.image === image && (each.build !== undefined) === builds),
    );
    expect(builders!.map(([, { build }]) => build!.args)).toEqual([
      { SERVICE: image.replace('movecall/', '') },
    ]);
    for (const [name, { pull_policy, depends_on }] of others!) {
      expect(pull_policy, name).toBe('never');
      expect(Object.keys(depends_on ?? {}), name).toContain(builders![0]![0]);
    }
  }
});

test('each service waits for the migrations of its own database', () => {
  for (const [name, { environment }] of ours.filter(([each]) => each.startsWith('migrate-'))) {
    const service = name.replace('migrate-', '');
    expect(services[service]!.environment).toMatchObject({ ...environment, MIGRATIONS: 'await' });
  }
});

test('only the router and the sandbox publish ports', () => {
  const published = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
  expect(published.map(([name]) => name)).toEqual(['router', 'sandbox']);
});

test('compose.yaml contains no key', () => {
  for (const name of Object.keys(made))
    for (const [, value] of text.matchAll(new RegExp(`\\b${name}: (.*)$`, 'gm')))
      expect(value).toMatch(/^\$\{\w+(?::\?[^}]*)?\}$/);
});
