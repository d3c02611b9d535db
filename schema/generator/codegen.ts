import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildASTSchema, buildSchema, introspectionFromSchema, parse } from 'graphql';
import { type ServedSubgraph, subgraphSdl } from '../sdl.ts';

/** The TypeScript types of one subgraph's resolver map: arguments, parents and results, from its SDL. */
export async function generateResolverTypes(name: ServedSubgraph): Promise<string> {
  const text = await codegen({
    filename: `subgraphs/${name}/src/generated/resolvers.ts`,
    schema: parse(subgraphSdl(name)),
    // Without the fields that federation adds (_service, _entities, …): @apollo/subgraph resolves them.
    schemaAst: buildASTSchema(parse(subgraphSdl(name)), { assumeValid: true, assumeValidSDL: true }),
    documents: [],
    config: {
      federation: true,
      useTypeImports: true,
      enumsAsTypes: true,
      immutableTypes: true,
      contextType: '../context.ts#RequestContext',
      scalars: { ID: 'string', Date: 'string', DateTime: 'string' },
      mappers: mappers[name],
      inputMaybeValue: 'T | null | undefined',
      maybeValue: 'T | null',
      emitLegacyCommonJSImports: false,
    },
    plugins: [{ typescript: {} }, { typescriptResolvers: {} }],
    pluginMap: { typescript, typescriptResolvers },
  });
  return `// Generated from schema/${name}.graphql by \`npm run schema\`; do not edit.\n${text.trim()}\n`;
}

/** The public schema as a TypeScript type; gql.tada types the web page's operations with it. */
export function generateClientTypes(api: string): string {
  const introspection = minifyIntrospection(introspectionFromSchema(buildSchema(api)));
  const text = outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true });
  return `// Generated from schema/api.graphql by \`npm run schema\`; do not edit.\n${text.replace(/^\/\* (?:eslint-disable|prettier-ignore) \*\/\n/gm, '').trim()}\n`;
}

/** The parent values that resolvers pass down where these are not the GraphQL type itself. */
const mappers: Record<ServedSubgraph, Record<string, string>> = {
  call: {
    MoveCall: '../call/read-model.ts#MoveCallView',
    MoveCallStatusEvent: '../call/read-model.ts#StatusEventView',
    Place: '@movecall/values/places#Place as LocatedPlace',
    Operator: '../operator-resolvers.ts#OperatorReference',
    Viewer: '../sign-in/sign-in.ts#ViewerView',
  },
  manage: {
    MoveCall: '../context.ts#MoveCallReference',
    Place: '@movecall/values/places#Place as LocatedPlace',
    PriceBook: '../price-book/publishing.ts#PublishedBook',
    Quote: '../quote/quote.ts#StoredQuote',
    Contract: '../contract/contract-view.ts#SeenContract',
    MovingDay: '../quote/moving-days.ts#MovingDay as PricedDay',
  },
  assign: {
    MoveCall: '../context.ts#MoveCallReference',
    Mover: '../mover/mover-view.ts#MoverView',
    Place: '@movecall/values/places#Place as LocatedPlace',
    Assignment: '../assignment/assignment-view.ts#SeenAssignment',
    Company: '../company/company.ts#Company as MovingCompany',
    AssignmentRecord: '../assignment/assignment-history.ts#AssignmentRecord as KeptAssignment',
    Plan: '../planning/plan-store.ts#Plan as DayPlan',
    PlannedMove: '../planning/plan.ts#Move as PlanMove',
    JobAtRisk: '../rescue/jobs-at-risk.ts#JobAtRisk as EndangeredJob',
    Offer: '../offer/offer-view.ts#Offer as OpenOffer',
    ProgressStep: '../progress/progress-store.ts#StepView',
    TeamDay: '../schedule/schedule.ts#TeamDay as ScheduledDay',
  },
};
