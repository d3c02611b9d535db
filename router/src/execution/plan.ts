import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { Send } from '../subgraphs/client.ts';
import { compileFetch, type Step } from './fetch.ts';
import type { DataPath } from './merge.ts';
import { UnsupportedError } from './unsupported.ts';

export interface PlanSource {
  /** With the join metadata and what clients may not see. */
  readonly supergraphSchema: GraphQLSchema;
  /** By subgraph name. */
  readonly send: Readonly<Record<string, Send>>;
}

const nothing: Step = async () => undefined;

/**
 * Compiles the planner's tree into functions.
 *
 * @throws UnsupportedError when a part of it is left to the gateway's executor.
 */
export function compilePlan({ node }: QueryPlan, source: PlanSource): Step {
  if (!node) return nothing;
  if (node.kind === 'Subscription') throw new UnsupportedError('a subscription');
  return compileNode(node, [], source);
}

export function compileNode(node: PlanNode, path: DataPath, source: PlanSource): Step {
  switch (node.kind) {
    case 'Fetch': {
      const send = source.send[node.serviceName];
      if (!send) throw new UnsupportedError(`nobody to ask for ${node.serviceName}`);
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
