// The walls of the house: who may import whom. `npm run boundaries` checks them.

const SERVICE = '^(subgraphs/[^/]+|router|notifier)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two modules that need each other are one module, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'unresolvable',
      comment: 'What is imported has to exist, and its package to be named in package.json.',
      severity: 'error',
      from: { path: '^(packages|schema|subgraphs|router|notifier|dev|e2e|bench|web)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-dependency',
      comment:
        'A package imports only what its own package.json names; the tools of the root are for tests and the start.',
      severity: 'error',
      from: { pathNot: '/tests/|^e2e/|^dev/boot|^dev/src/test\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'services-are-islands',
      comment:
        'Services talk over the network. One that imports another cannot be deployed or fail by itself.',
      severity: 'error',
      from: { path: `${SERVICE}(?!tests/)` },
      to: { path: SERVICE, pathNot: '^$1/' },
    },
    {
      name: 'packages-know-no-domain',
      comment: 'packages/ is mechanism: it knows neither a service nor the words of the domain.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: '^(subgraphs|router|notifier|schema|dev|e2e|bench|web)/' },
    },
    {
      name: 'schema-knows-no-service',
      severity: 'error',
      from: { path: '^schema/' },
      to: { path: '^(subgraphs|router|notifier|dev|e2e|bench|web)/' },
    },
    {
      name: 'the-page-is-a-client',
      comment:
        'What a browser loads comes over the network: of ours it shares rules of the calendar, and nothing of a server.',
      severity: 'error',
      from: { path: '^web/' },
      to: {
        path: '^(packages|schema|subgraphs|router|notifier|dev|e2e|bench)/',
        pathNot: '^schema/days\\.ts$',
      },
    },
    {
      name: 'dev-knows-services-by-their-main-file-only',
      comment: 'The embedded default starts processes, as production does.',
      severity: 'error',
      from: { path: '^dev/src/' },
      to: { path: SERVICE },
    },
    {
      name: 'only-main-reads-the-environment',
      comment:
        'config.ts is a schema; reading the environment with it happens once, in main.ts (and in migrate.ts, the other process). Everyone else takes the type.',
      severity: 'error',
      from: { path: `${SERVICE}src/`, pathNot: '/(main|migrate)\\.ts$' },
      to: { path: `${SERVICE}src/(sandbox/)?config\\.ts$`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: {},
      to: { path: `${SERVICE}src/(sandbox/)?(main|migrate)\\.ts$` },
    },
    {
      name: 'src-never-imports-tests',
      severity: 'error',
      from: { pathNot: '/tests/|^e2e/|\\.test\\.ts$' },
      to: { path: '/tests/|^e2e/|\\.test\\.ts$' },
    },
    {
      name: 'resolvers-do-not-query',
      comment: 'Resolvers translate between GraphQL and the domain; storing is the business of store.ts.',
      severity: 'error',
      from: { path: '/resolvers\\.ts$' },
      to: { path: 'node_modules/(drizzle-orm|postgres)/|/tables\\.ts$' },
    },
    {
      name: 'deciding-is-pure',
      comment:
        'decide and evolve import types, and constants of the domain: no database, no network, no clock.',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/(call|order|assignment|mover)\\.ts$' },
      to: {
        path: 'node_modules/|/(store|tables|service|config|resolvers|reactions)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(generated|node_modules/\\.cache)/' },
    // Type imports count too: a type of another service is a door into it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
