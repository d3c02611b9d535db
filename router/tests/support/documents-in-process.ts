import { MAX_TOKENS } from '@movecall/graphql';
import { createLogger } from '@movecall/telemetry/logger';
import { createHash } from 'node:crypto';
import { looseDocumentLimits } from '../../src/documents/document-limits.ts';
import {
  createDocuments,
  type Documents,
  type DocumentsOptions,
  type PreparedOperation,
} from '../../src/documents/documents.ts';
import { createPlanner } from '../../src/documents/planner.ts';
import type { Transport } from '../../src/documents/checked-document.ts';
import type { PlannableSupergraph } from '../../src/supergraph.ts';

interface Options extends Partial<DocumentsOptions> {
  readonly loaded: PlannableSupergraph;
  readonly gatewayOnly?: boolean;
}

export const settings = {
  limits: looseDocumentLimits,
  maxTokens: MAX_TOKENS,
  introspection: true,
  subscriptions: true,
  gatewayOnly: false,
};

/** Documents that this thread prepares itself. */
export const documentsInProcess = ({ gatewayOnly = false, ...options }: Options): Documents =>
  createDocuments({
    send: {},
    planner: createPlanner(options.loaded, { ...settings, gatewayOnly }),
    budget: null,
    maxBytes: 100 * 1024 * 1024,
    logger: createLogger('test', 'silent'),
    ...options,
  });

export const requestOf = (text: string, transport: Transport = 'http') => ({
  text,
  hash: createHash('sha256').update(text).digest('hex'),
  operationName: undefined,
  transport,
  audience: 'signed-in' as const,
  client: null,
});

/** @throws RefusedDocument */
export const prepare = async (
  documents: Documents,
  text: string,
  transport: Transport = 'http',
): Promise<PreparedOperation> => documents.prepare(requestOf(text, transport));
