import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type * as WorkflowParser from '@actions/workflow-parser';
import type * as ActionParser from '@actions/workflow-parser/actions/action-parser';
import { tsImport } from 'tsx/esm/api';

// GitHub's parser imports JSON without an import attribute, which Node refuses.
const load = (module: string): Promise<unknown> => tsImport(module, import.meta.url);
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = (await load(
  '@actions/workflow-parser',
)) as typeof WorkflowParser;
const { parseAction } = (await load('@actions/workflow-parser/actions/action-parser')) as typeof ActionParser;

const trace = new NoOperationTraceWriter();

/** The errors that GitHub's own parser finds in a workflow and its expressions. */
export async function workflowFaults(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, trace);
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

/** The errors that GitHub's own parser finds in an action. */
export const actionFaults = (name: string, content: string): string[] =>
  parseAction({ name, content }, trace)
    .context.errors.getErrors()
    .map(({ message }) => message);

/** The functions `cancelled()` and `failure()` for a run in which neither has happened. */
const states = ['cancelled', 'failure'].map((name) => ({
  name,
  minArgs: 0,
  maxArgs: 0,
  call: () => new data.BooleanData(false),
}));

/**
 * The value of an expression, by GitHub's own evaluator.
 *
 * @param expression with or without the `${{ }}` around it
 * @param known the contexts that the expression may use: `{ inputs: { version: 'v1' } }`
 */
export function evaluate(expression: string, known: object): data.ExpressionData {
  const { tokens } = new Lexer(expression.replace(/^\$\{\{|\}\}$/g, '')).lex();
  const parsed = new Parser(tokens, Object.keys(known), states).parse();
  const context = JSON.parse(JSON.stringify(known), data.reviver) as data.Dictionary;
  return new Evaluator(parsed, context, new Map(states.map((each) => [each.name, each]))).evaluate();
}
