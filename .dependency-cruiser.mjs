// The walls of the house: who may import whom. `npm run boundaries` checks them;
// testkit/tests/boundaries.integration.test.ts breaks each one.

const SERVICE = '^(subgraphs/[^/]+|router|notifier|sandbox)/';
/** A workspace package, as `$1`. */
const PACKAGE = '^((?:packages|subgraphs)/[^/]+|[^/]+)/';
/** What only developers, operators and tests run. */
const TOOLS = '(dev|ops|release|testkit|e2e|bench|k8s)/';
const TESTS = '/tests/|^e2e/|\\.test\\.ts$';
/** The files that hold decisions. */
const DECISIONS = [
  ...[
    'acceptance/attempt',
    'acceptance/move-request',
    'acceptance/quoted-move',
    'call/call',
    'call/move',
    'call/visibility',
    'call/waiting-texts',
    'sign-in/sign-in',
    'text-input',
    'user-errors',
  ].map((file) => `subgraphs/call/src/${file}.ts`),
  ...['order/order', 'visibility'].map((file) => `subgraphs/manage/src/${file}.ts`),
  ...['agreement', 'company', 'contract'].map((file) => `subgraphs/manage/src/contract/${file}.ts`),
  ...[
    'access',
    'asked-agreement',
    'calendar',
    'default-price-book',
    'load',
    'load-items',
    'price-book',
    'pricing',
    'quote',
    'quote-input',
    'quote-problem',
    'quote-request',
    'route',
    'same-place',
    'truck',
  ].map((file) => `subgraphs/manage/src/quote/${file}.ts`),
  ...['assignment/assignment', 'assignment/visibility', 'dispatch/dispatch', 'mover/mover'].map(
    (file) => `subgraphs/assign/src/${file}.ts`,
  ),
  ...[
    'delivery',
    'delivery-outcome',
    'delivery-policy',
    'delivery-sending',
    'delivery-state',
    'messages',
  ].map((file) => `notifier/src/${file}.ts`),
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two modules that import each other are one module, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'unresolvable',
      comment: 'An import must resolve, and package.json must name its package.',
      severity: 'error',
      from: {},
      // A query (`?raw`) is for the bundler.
      to: { couldNotResolve: true, pathNot: '\\?raw$' },
    },
    {
      name: 'no-undeclared-dependency',
      comment: 'A package imports only what its own package.json names. Tests may use the tools of the root.',
      severity: 'error',
      from: { pathNot: '/tests/|^e2e/|^testkit/|^dev/boot|^[^/]+$|/[^/]+\\.config\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'one-door',
      comment: 'Another package is imported by its name and through its `exports`, never by a relative path.',
      severity: 'error',
      // operations.test.ts reads the public schema as text, through the bundler (`?raw`).
      from: { path: PACKAGE, pathNot: '^web/tests/operations\\.test\\.ts$' },
      to: { path: PACKAGE, pathNot: '^$1/|node_modules', dependencyTypes: ['local'] },
    },
    {
      name: 'services-are-islands',
      comment:
        'Services talk over the network. A service that imports another cannot be deployed or fail alone.',
      severity: 'error',
      from: { path: `${SERVICE}(?!tests/)` },
      to: { path: SERVICE, pathNot: '^$1/' },
    },
    {
      name: 'packages-know-no-domain',
      comment: 'packages/ is mechanism and value types: it imports no service, no contract and no tool.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: `^(subgraphs|router|notifier|sandbox|schema|web)/|^${TOOLS}` },
    },
    {
      name: 'schema-knows-no-service',
      comment: 'A contract does not depend on those who keep it.',
      severity: 'error',
      from: { path: '^schema/', pathNot: '^schema/tests/' },
      to: { path: `^(subgraphs|router|notifier|sandbox|web)/|^${TOOLS}` },
    },
    {
      name: 'services-need-no-tools',
      comment: 'What runs in production needs neither the embedded default nor the test kit.',
      severity: 'error',
      from: { path: `${SERVICE}src/|^ops/src/` },
      to: { path: '^(dev|release|testkit|e2e|bench|k8s)/|^packages/embedded/' },
    },
    {
      name: 'the-page-is-a-client',
      comment:
        'A browser loads it: of our sources it shares the calendar, the places, the door for typed text and the phone, and nothing of a server.',
      severity: 'error',
      from: { path: '^web/' },
      to: {
        path: `^(packages|schema|subgraphs|router|notifier|sandbox)/|^${TOOLS}`,
        pathNot:
          '^packages/values/src/(address|days|district-label|money|position|regions|regions/sido|slots|tel|text)\\.ts$|^packages/values/src/korea\\.json$|^schema/api\\.graphql$',
      },
    },
    {
      name: 'tools-start-services-as-processes',
      comment:
        'The embedded default and releases start services as production does: by their main file. What dispatch has recorded, ops decides again by the rules of dispatch.',
      severity: 'error',
      from: { path: '^(dev|release|ops)/src/' },
      to: {
        path: SERVICE,
        pathNot: '^subgraphs/assign/src/dispatch/explaining\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'only-main-reads-the-environment',
      comment:
        'main.ts and migrate.ts are processes: they read the environment, once, with config.ts. Others take the type.',
      severity: 'error',
      from: { path: `${SERVICE}src/`, pathNot: '/(main|migrate)\\.ts$' },
      to: { path: `${SERVICE}src/config\\.ts$`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-main',
      comment: 'Importing a main file starts a process.',
      severity: 'error',
      from: {},
      to: { path: `${SERVICE}src/(main|migrate)\\.ts$` },
    },
    {
      name: 'src-never-imports-tests',
      comment: 'Sources must not depend on tests.',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { path: TESTS, pathNot: '^e2e/runs/' },
    },
    {
      name: 'tests-share-the-test-kit-only',
      comment: "No test imports another package's tests: what two packages share is in testkit/.",
      severity: 'error',
      from: { path: PACKAGE },
      to: { path: '/tests/', pathNot: '^$1/' },
    },
    {
      name: 'resolvers-do-not-query',
      comment: 'Resolvers translate between GraphQL and the domain; store.ts reads and writes.',
      severity: 'error',
      from: { path: '[/-]resolvers\\.ts$' },
      to: { path: 'node_modules/(drizzle-orm|postgres)/|/tables\\.ts$' },
    },
    {
      name: 'deciding-is-pure',
      comment:
        'Decisions import types, values and constants of the domain: no database, no network, no clock.',
      severity: 'error',
      from: { path: DECISIONS.map((file) => `^${file}$`) },
      to: {
        path: 'node_modules/|^packages/(?!values/|decider/src/decider\\.ts$)|/(store|tables|service|config|[\\w-]*resolvers|reactions)\\.ts$|^(timers|http|net|fs|perf_hooks)',
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(generated|node_modules/\\.cache)/|^bench/rivals/|^web/\\.?dist' },
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
