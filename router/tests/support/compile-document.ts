import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import {
  type CompiledOperation,
  compileOperation,
  type CompilerOptions,
} from '../../src/execution/compiled-operation.ts';
import { planOperation } from '../../src/execution/planning.ts';
import type { PlannableSupergraph } from '../../src/supergraph.ts';

interface Options extends CompilerOptions {
  readonly loaded: PlannableSupergraph;
  readonly gatewayOnly?: boolean;
}

/** Plans and compiles the first operation of a valid document. */
export function compileDocument(options: Options, document: DocumentNode): CompiledOperation {
  const { loaded, gatewayOnly } = options;
  const { conditions } = loaded.overrides.first;
  return compileOperation(
    options,
    planOperation(loaded, document, operationOf(document), conditions, gatewayOnly),
  );
}

export function operationOf(document: DocumentNode): OperationDefinitionNode {
  const found = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!found) throw new Error('the document has no operation');
  return found;
}
