import { type ApolloGateway, buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import type { Operation } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { maskError } from '@movecall/graphql';
import { createLogger } from '@movecall/telemetry/logger';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type CompiledOperation, DEFAULT_MAX_ERRORS } from '../../src/execution/compiled-operation.ts';
import { type UniquelyNamed, withUniqueNames } from '../../src/execution/unique-names.ts';
import { UnsupportedError } from '../../src/execution/unsupported.ts';
import type { Send } from '../../src/subgraphs/client.ts';
import { createDataSource } from '../../src/subgraphs/data-source.ts';
import type { PlannableSupergraph } from '../../src/supergraph.ts';
import { compileDocument } from './compile-document.ts';
import { faultsOf, type GatewayFaults, joinedDocument } from './gateway-faults.ts';

/** A response as a client receives it. */
export interface ClientAnswer {
  /** As JSON, so that the order of the fields matters; undefined without data. */
  readonly data: string | undefined;
  /** As JSON, sorted, because errors may come in any order. */
  readonly errors: readonly string[];
}

export interface GatewayAnswer extends ClientAnswer {
  /** The errors are violations that the gateway found in the data: the subgraphs returned no errors. */
  readonly areViolations: boolean;
}

/** Whether both responses are equal except for the order of fields and the known faults of the gateway. */
export function areEqual(compiled: ClientAnswer, gateway: GatewayAnswer, faults: GatewayFaults): boolean {
  if (inAnyOrder(compiled.data) !== inAnyOrder(gateway.data)) return false;
  if (faults.visitsTwice && gateway.areViolations) return compiled.errors.length > 0;
  return JSON.stringify(compiled.errors) === JSON.stringify(gateway.errors);
}

const inAnyOrder = (data: string | undefined) => data && JSON.stringify(sorted(JSON.parse(data)));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, sorted(each)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

type Variables = Readonly<Record<string, unknown>>;
export type Sends = Readonly<Record<string, Send>>;

/** One operation in both executors. Each execution names the functions that send requests to the subgraphs. */
export interface BothExecutors {
  /** Why the operation cannot be compiled; null when it is compiled. */
  readonly unsupported: string | null;
  readonly faults: GatewayFaults;
  /** Null when the operation cannot be compiled, or its variables do not fit. */
  compiled(variables: Variables, send: Sends): Promise<ClientAnswer> | null;
  /** Executes the compiled form of the operation as the gateway reads it; see joinedDocument. */
  joined(variables: Variables, send: Sends): Promise<ClientAnswer> | null;
  /** Executes the operation as the router does when it leaves it to the gateway's executor: planned with every `__typename`. */
  gatewayOnly(variables: Variables, send: Sends): Promise<ClientAnswer> | null;
  /** Executes the same plan with the gateway's executor alone, which also writes the response. */
  gateway(variables: Variables, send: Sends): Promise<GatewayAnswer>;
}

const logger = createLogger('test', 'silent');
const context = { viewer: null, traceparent: '' };

const clientErrors = (errors: readonly GraphQLFormattedError[] = []): string[] =>
  errors.map((error) => JSON.stringify(inOrder(maskError(error, error, logger)))).toSorted();

/** For an error without an entity, the gateway reports a path with `_entities`, which is no place in the response. */
const inOrder = ({ path, message, extensions }: GraphQLFormattedError) => ({
  ...(path && !path.includes('_entities') && { path }),
  message,
  extensions,
});

/** @throws any error of the planner */
export function prepareBoth(loaded: PlannableSupergraph, document: DocumentNode): BothExecutors {
  let plan: QueryPlan | undefined;
  let current: Sends = {};
  const names = loaded.subgraphs.map(({ name }) => name);
  // Both executors share the plan: planning takes longer than everything else.
  const planner = {
    buildQueryPlan: (operation: Operation) => (plan ??= loaded.planner.buildQueryPlan(operation)),
  } as PlannableSupergraph['planner'];
  const send: Sends = Object.fromEntries(
    names.map((name) => [name, (...request: Parameters<Send>) => (current[name] as Send)(...request)]),
  );
  const compile = (from: DocumentNode): CompiledOperation =>
    compileDocument({ loaded: { ...loaded, planner }, send }, from);
  let executeByGatewayOnly: CompiledOperation | undefined;
  const renamed = withUniqueNames(document, loaded.fieldNames);
  let execute: CompiledOperation | null = null;
  let unsupported: string | null = null;
  try {
    execute = compile(document);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    unsupported = error.message;
  }
  return {
    unsupported,
    faults: faultsOf(loaded.apiSchema, document),
    compiled(variables, sends) {
      current = sends;
      return run(execute, variables);
    },
    joined(variables, sends) {
      current = sends;
      return run(compile(joinedDocument(loaded.api, document)), variables);
    },
    gatewayOnly(variables, sends) {
      current = sends;
      executeByGatewayOnly ??= compileDocument({ loaded, send, gatewayOnly: true }, document);
      return run(executeByGatewayOnly, variables);
    },
    gateway(variables, sends) {
      current = sends;
      return executeByGateway(loaded, renamed, plan, variables, send);
    },
  };
}

type GatewayResult = Awaited<ReturnType<ApolloGateway['executor']>>;

/** The gateway reports a null that the schema forbids among the extensions only: here it is an error like any other. */
function reportCompletionErrors({ data, errors, extensions }: GatewayResult): GatewayResult {
  const violations = extensions?.['valueCompletion'] as readonly GraphQLError[] | undefined;
  if (!violations) return { ...(data !== undefined && { data }), ...(errors && { errors }) };
  const reported = violations.map(({ message, path }) => new GraphQLError(message, { path: path ?? null }));
  return { ...(data !== undefined && { data }), errors: [...(errors ?? []), ...reported] };
}

function run(execute: CompiledOperation | null, variables: Variables): Promise<ClientAnswer> | null {
  const outcome = execute?.(variables, context);
  return outcome ? outcome.then(({ data, errors }) => ({ data, errors: clientErrors(errors) })) : null;
}

/** The data with the client's names: the gateway executes the document in which every name is unique. */
function withNames(value: unknown, named: (key: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withNames(each, named));
  if (typeof value !== 'object' || value === null) return value;
  // Without a prototype `__proto__` is a key like any other.
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, each] of Object.entries(value)) object[String(named(key))] = withNames(each, named);
  return object;
}

async function executeByGateway(
  loaded: PlannableSupergraph,
  { document, responseNames }: UniquelyNamed,
  plan: QueryPlan | undefined,
  variables: Variables,
  send: Sends,
): Promise<GatewayAnswer> {
  if (!plan) throw new Error('the operation was not planned');
  const sources = Object.entries(send).map(([name, each]) => [
    name,
    createDataSource(loaded.supergraphSchema, each, DEFAULT_MAX_ERRORS),
  ]);
  const requestContext = { request: { variables }, context, metrics: {}, logger };
  const result = await executeQueryPlan(
    plan,
    Object.fromEntries(sources),
    requestContext as never,
    buildOperationContext({ schema: loaded.apiSchema, operationDocument: document }),
    loaded.supergraphSchema,
    loaded.api,
  );
  const { data, errors } = reportCompletionErrors(result);

  const named = (step: string | number) => responseNames.get(step as string) ?? step;
  const formatted = errors?.map((error): GraphQLFormattedError => {
    if (!(error instanceof GraphQLError)) return { message: String(error) };
    const { path, ...rest } = error.toJSON();
    return { ...rest, ...(path && { path: path.map(named) }) };
  });
  return {
    data: data === undefined ? undefined : JSON.stringify(withNames(data, named)),
    errors: clientErrors(formatted),
    areViolations: result.extensions?.['valueCompletion'] !== undefined,
  };
}
