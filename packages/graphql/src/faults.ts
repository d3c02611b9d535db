import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { Counter, type Registry } from 'prom-client';

/** The codes of errors that the client has not caused, the gravest first. */
const FAULTS = ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'] as const;

/** Receives the errors of an answer, as the client receives them. */
export type CountFaults = (errors: readonly GraphQLFormattedError[]) => void;

/**
 * Counts answers that hold a fault: GraphQL answers 200 even when every resolver throws, so the HTTP status does not show
 * faults. An answer counts once however many of its fields failed, so that the count can be compared with the number of
 * requests.
 */
export function createFaultCounter(registry: Registry): CountFaults {
  const faults = new Counter({
    name: 'movecall_graphql_faults_total',
    help: 'Answers other than 5xx, and payloads of subscriptions, that hold a fault, by the code of the gravest fault',
    labelNames: ['code'],
    registers: [registry],
  });
  // Each counter starts at zero: without that, Prometheus's `rate` would not see the first fault of a code.
  for (const code of FAULTS) faults.inc({ code }, 0);
  return (errors) => {
    if (errors.length === 0) return;
    const codes = new Set(errors.map(({ extensions }) => extensions?.['code']));
    const code = FAULTS.find((each) => codes.has(each));
    if (code) faults.inc({ code });
  };
}

/**
 * An Apollo Server plugin that counts the faults of answers over HTTP. Answers with a 5xx status are not counted here: the
 * request metrics show them.
 */
export function countAnswers(count: CountFaults): ApolloServerPlugin {
  const listener: GraphQLRequestListener<object> = {
    async willSendResponse({ request, response: { http, body } }) {
      if (!request.http || body.kind !== 'single' || (http.status ?? 200) >= 500) return;
      if (body.singleResult.errors) count(body.singleResult.errors);
    },
  };
  return { requestDidStart: async () => listener };
}
