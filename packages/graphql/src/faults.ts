import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { Counter, type Registry } from 'prom-client';

/** What an error says when it is none of the client's making, the gravest first. */
const FAULTS = ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'] as const;

/** Hears of an answer's errors as they leave the process. */
export type CountFaults = (errors: readonly GraphQLFormattedError[]) => void;

/**
 * Counts answers that hold a fault. GraphQL answers 200 also when every resolver throws, and whoever asked counts that as
 * answered. One answer is one fault, however many of its fields are missing: it is compared with the number of requests.
 */
export function createFaultCounter(registry: Registry): CountFaults {
  const faults = new Counter({
    name: 'movecall_graphql_faults_total',
    help: 'Answers other than 5xx, and payloads of subscriptions, that hold a fault, by the code of the gravest',
    labelNames: ['code'],
    registers: [registry],
  });
  // From zero on: the first of its kind would be no increase to whoever asks for a rate.
  for (const code of FAULTS) faults.inc({ code }, 0);
  return (errors) => {
    if (errors.length === 0) return;
    const codes = new Set(errors.map(({ extensions }) => extensions?.['code']));
    const code = FAULTS.find((each) => codes.has(each));
    if (code) faults.inc({ code });
  };
}

/** Counts the faults of what is answered over HTTP; a 5xx tells by its status. */
export function countAnswers(count: CountFaults): ApolloServerPlugin {
  const listener: GraphQLRequestListener<object> = {
    async willSendResponse({ request, response: { http, body } }) {
      if (!request.http || body.kind !== 'single' || (http.status ?? 200) >= 500) return;
      if (body.singleResult.errors) count(body.singleResult.errors);
    },
  };
  return { requestDidStart: async () => listener };
}
