import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import {
  doTypesOverlap,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
} from 'graphql';
import type { RequiredBy } from './required-fields.ts';
import { UnsupportedError } from './unsupported.ts';

/** A field that a plan requests, and the type that it is requested of. */
interface PlannedField {
  /** The field with its arguments. */
  readonly field: string;
  readonly type: GraphQLCompositeType | undefined;
}

/**
 * Refuses a plan that needs two different fields under one name of one object: one would take the place of the other, and the
 * answer would be wrong. The planner makes such plans for two `@requires` with different arguments of one field, and for a
 * client's variable that has the name of the planner's own.
 *
 * @param schema the supergraph's
 * @returns the names of the root fields that the plan requests
 * @throws UnsupportedError
 */
export function checkFields(
  { node: root }: QueryPlan,
  schema: GraphQLSchema,
  requiredBy: RequiredBy,
): ReadonlySet<string> {
  const fields = new PlanFields(schema, requiredBy);
  const nodes = root?.kind === 'Subscription' ? [root.primary, root.rest] : [root];
  for (const { node, path } of nodes.flatMap((each) => (each ? fetchesOf(each, []) : [])))
    fields.addFetch(node, path);
  return fields.atRoot();
}

type Path = readonly string[];

function fetchesOf(node: PlanNode, path: Path): { readonly node: FetchNode; readonly path: Path }[] {
  switch (node.kind) {
    case 'Fetch':
      return [{ node, path }];
    case 'Flatten':
      return fetchesOf(node.node, [...path, ...node.path.filter((step) => step !== '@').map(String)]);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((each) => fetchesOf(each, path));
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((each) => (each ? fetchesOf(each, path) : []));
    case 'Defer':
      throw new UnsupportedError('@defer is not supported');
    default:
      return node satisfies never;
  }
}

/** All fields that a plan requests or requires, by their place in the data. */
class PlanFields {
  readonly #schema: GraphQLSchema;
  readonly #requiredBy: RequiredBy;
  readonly #known = new Map<string, PlannedField[]>();

  constructor(schema: GraphQLSchema, requiredBy: RequiredBy) {
    this.#schema = schema;
    this.#requiredBy = requiredBy;
  }

  atRoot(): ReadonlySet<string> {
    return new Set([...this.#known.keys()].filter((path) => !path.includes('.')));
  }

  addFetch({ operation, requires, serviceName, variableUsages }: FetchNode, path: Path): void {
    if (requires && variableUsages?.includes('representations'))
      throw new UnsupportedError('its variable $representations has the name of the variable for entities');
    const { definitions } = parse(operation, { noLocation: true });
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const each of definitions)
      if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
    const request = definitions.find(
      (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
    );
    if (!request) return;
    const [entities] = request.selectionSet.selections;
    const ofEntities = requires && entities?.kind === Kind.FIELD ? entities.selectionSet : undefined;
    const root = ofEntities ? undefined : (this.#schema.getRootType(request.operation) ?? undefined);
    this.#addSet(ofEntities ?? request.selectionSet, path, root, { fragments, subgraph: serviceName });
  }

  #addSet(
    { selections }: SelectionSetNode,
    path: Path,
    type: PlannedField['type'],
    source: FieldSource,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        this.#addField(selection, path, type, source);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : source.fragments.get(selection.name.value);
      if (!fragment) continue;
      const narrowed = this.#schema.getType(fragment.typeCondition?.name.value ?? '');
      this.#addSet(fragment.selectionSet, path, isCompositeType(narrowed) ? narrowed : type, source);
    }
  }

  #addField(node: FieldNode, path: Path, type: PlannedField['type'], source: FieldSource): void {
    const here = [...path, (node.alias ?? node.name).value];
    this.#add(here, node, type);
    const definition = type && 'getFields' in type ? type.getFields()[node.name.value] : undefined;
    const required =
      type && source.subgraph !== null && this.#requiredBy(source.subgraph, type.name, node.name.value);
    // What it requires is requested from other subgraphs, at the same object.
    if (required) this.#addSet(required, path, type, { ...source, subgraph: null });
    if (!node.selectionSet) return;
    const below = definition && getNamedType(definition.type);
    this.#addSet(node.selectionSet, here, isCompositeType(below) ? below : undefined, source);
  }

  #add(path: Path, node: FieldNode, type: PlannedField['type']): void {
    const key = path.join('.');
    const given = (node.arguments ?? []).map((each) => print(each)).toSorted();
    const field = `${node.name.value}(${given.join()})`;
    let known = this.#known.get(key);
    if (!known) this.#known.set(key, (known = []));
    if (known.some((other) => other.field !== field && this.#mayMeet(other.type, type)))
      throw new UnsupportedError(`${node.name.value} is required twice with different arguments`);
    if (!known.some((other) => other.field === field && other.type === type)) known.push({ field, type });
  }

  #mayMeet(a: PlannedField['type'], b: PlannedField['type']): boolean {
    return !a || !b || doTypesOverlap(this.#schema, a, b);
  }
}

interface FieldSource {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Null for fields that are required, not requested. */
  readonly subgraph: string | null;
}
