import { ApolloServer, type ApolloServerOptions, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from '@movecall/telemetry/logger';
import { isTracing } from '@movecall/telemetry/trace';
import { maskError } from './errors.ts';
import { countAnswers, type CountFaults } from './faults.ts';
import { shallowVariables } from './nesting.ts';
import { nameOperations } from './server-span.ts';

/** The most tokens that a document may have. The parser stops at this number. */
export const MAX_TOKENS = 2_000;

/** Turns off what Apollo Server adds by default: it would cost time in each request, and nothing uses it. */
const withoutDefaults = [
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/**
 * Creates an Apollo Server with the settings that router and subgraphs share: CSRF prevention, masked errors, a limit on
 * tokens and on nested variables, no batches, no landing page. Without introspection error messages suggest no names of the schema.
 */
export function createApolloServer<C extends BaseContext>(
  options: ApolloServerOptions<C>,
  logger: Logger,
  countFaults: CountFaults,
): ApolloServer<C> {
  const introspection = options.introspection ?? true;
  return new ApolloServer<C>({
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    introspection,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    // Apollo Server logs only its own start-up here; `maskError` logs failed requests.
    logger: logger.child({ part: 'apollo' }, { level: 'warn' }),
    formatError: (formatted, error) => maskError(formatted, error, logger, introspection),
    ...options,
    plugins: [
      ...withoutDefaults,
      countAnswers(countFaults),
      shallowVariables,
      ...(isTracing() ? [nameOperations] : []),
      ...(options.plugins ?? []),
    ],
  });
}
