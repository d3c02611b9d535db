import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { type GraphQLSchema, parse } from 'graphql';
import type { Send } from '../subgraphs/client.ts';
import { compileFetch, type Execution, type Step } from './fetch.ts';
import type { DataPath } from './merge.ts';
import { compileProjection } from './projection.ts';
import { UnsupportedError } from './unsupported.ts';

export interface PlanSource {
  /** The API schema. */
  readonly apiSchema: GraphQLSchema;
  /** The whole supergraph, with its join metadata and what is @inaccessible to clients. */
  readonly supergraphSchema: GraphQLSchema;
  /** By subgraph name. */
  readonly send: Readonly<Record<string, Send>>;
}

const nothing: Step = async () => undefined;

/**
 * Compiles a query plan into functions. The root of a subscription is not fetched: the event takes its place, and the rest of
 * the plan is executed as usual.
 *
 * @throws UnsupportedError when the router cannot execute the plan
 */
export function compilePlan({ node }: QueryPlan, source: PlanSource): Execution {
  if (node?.kind !== 'Subscription')
    return { begin: () => ({}), execute: node ? compileNode(node, [], source) : nothing };
  const { primary, rest } = node;
  const project = compileProjection(source.apiSchema, parse(primary.operation, { noLocation: true }));
  const execute = rest ? compileNode(rest, [], source) : nothing;
  return { begin: (event = {}) => project(event), execute };
}

function compileNode(node: PlanNode, path: DataPath, source: PlanSource): Step {
  switch (node.kind) {
    case 'Fetch': {
      const send = source.send[node.serviceName];
      if (!send) throw new UnsupportedError(`the subgraph ${node.serviceName} has no client`);
      return compileFetch(node, path, source.supergraphSchema, send);
    }
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path], source);
    case 'Sequence': {
      const steps = node.nodes.map((each) => compileNode(each, path, source));
      return async (run) => {
        for (const step of steps) await step(run);
      };
    }
    case 'Parallel': {
      const steps = node.nodes.map((each) => compileNode(each, path, source));
      return (run) => Promise.all(steps.map((step) => step(run)));
    }
    case 'Condition': {
      const yes = node.ifClause ? compileNode(node.ifClause, path, source) : nothing;
      const no = node.elseClause ? compileNode(node.elseClause, path, source) : nothing;
      return (run) => (run.conditions[node.condition] ? yes : no)(run);
    }
    case 'Defer':
      throw new UnsupportedError('@defer');
    default:
      return node satisfies never;
  }
}
