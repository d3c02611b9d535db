import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * `npm run sizes [-- N]`: prints the lines of tracked files by kind, and the N (default: 20) longest functions and files of
 * TypeScript outside of tests, generated code and migrations. A function's length includes its nested functions.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
process.chdir(root);
// `npm run sizes | head` closes the pipe before all lines are written.
process.stdout.on('error', () => process.exit());
const shown = Number(process.argv[2] ?? 20);

interface Sized {
  readonly name: string;
  readonly lines: number;
}

const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  [
    'generated',
    /(^|\/)(generated|rendered|migrations\/meta)\/|pnpm-lock\.yaml$|^schema\/(api|supergraph)\.graphql$|^schema\/asyncapi\.yaml$|dashboard\.json$/,
  ],
  ['tests', /(^|\/)tests?\/|\.test\.ts$|^e2e\//],
  ['test kit and benches', /^(testkit|bench)\//],
  ['documents', /\.md$/],
  ['manifests and pipeline', /^(k8s|\.github|\.ci)\/|\.ya?ml$|Dockerfile$/],
  ['tools', /^(dev|ops|release)\//],
  ['product', /^(subgraphs|router|notifier|sandbox|packages|schema|web)\//],
  ['settings', /./],
];
const kindOf = (file: string): string => KINDS.find(([, pattern]) => pattern.test(file))?.[0] ?? 'settings';

const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && !/\.(png|ico|woff2)$/.test(file) && existsSync(file));
const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const textOf = (file: string): string => texts.get(file) ?? '';
const linesOf = (file: string): number => textOf(file).split('\n').length - 1;

console.log('kind                      files   lines');
for (const [kind] of KINDS) {
  const of = files.filter((file) => kindOf(file) === kind);
  const lines = of.reduce((sum, file) => sum + linesOf(file), 0);
  console.log(`${kind.padEnd(24)} ${String(of.length).padStart(6)} ${String(lines).padStart(7)}`);
}

const sources = files.filter(
  (file) => /\.tsx?$/.test(file) && !/(^|\/)(tests|generated|migrations)\/|\.test\.ts$|\.d\.ts$/.test(file),
);
const functions = sources.flatMap(functionsOf).toSorted((a, b) => b.lines - a.lines);
const longer = (than: number, of: readonly Sized[]): number => of.filter(({ lines }) => lines > than).length;
const p99 = functions[Math.floor(functions.length / 100)]?.lines ?? 0;
console.log(
  `\n${functions.length} functions: ${longer(100, functions)} over 100 lines, ${longer(80, functions)} over 80, p99 ${p99}`,
);
for (const { name, lines } of functions.slice(0, shown)) console.log(`${String(lines).padStart(5)}  ${name}`);

const sized = sources
  .map((file) => ({ name: file, lines: linesOf(file) }))
  .toSorted((a, b) => b.lines - a.lines);
console.log(
  `\n${sized.length} source files: ${longer(300, sized)} over 300 lines, ${longer(200, sized)} over 200`,
);
for (const { name, lines } of sized.slice(0, shown)) console.log(`${String(lines).padStart(5)}  ${name}`);

function functionsOf(file: string): Sized[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  const found: Sized[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const line = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
      const first = line(node.getStart());
      found.push({ name: `${file}:${first} ${nameOf(node)}`, lines: line(node.getEnd()) - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A function's own name, else that of the variable or property that holds it. */
function nameOf(node: ts.SignatureDeclaration): string {
  const named = node.name ?? (node.parent as { readonly name?: ts.Node }).name;
  return named?.getText() ?? '(a callback)';
}
