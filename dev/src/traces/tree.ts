import type { KeptSpan } from './spans.ts';

export interface TreeOptions {
  /** Whether each transaction and statement has a line of its own. */
  readonly statements: boolean;
  readonly colours: boolean;
}

interface Node {
  readonly span: KeptSpan;
  readonly children: Node[];
  /** Statements that have no line of their own. */
  statements: number;
}

interface Line {
  readonly service: string;
  readonly label: string;
  readonly bar: string;
  readonly took: string;
  readonly failed: boolean;
}

const BAR = 36;
/** 256-colour codes that read well on light and on dark. */
const COLOURS = [33, 35, 172, 134, 71, 167, 67, 139];

/**
 * One trace as a tree, a line for each span: who did it, what, when within the trace, and how long it took. Spans whose parent
 * is not there, such as the first one's, which is the page's click, stand at the left.
 */
export function drawTrace(spans: readonly KeptSpan[], { statements, colours }: TreeOptions): string {
  const begins = Math.min(...spans.map(({ start }) => start));
  const ends = Math.max(...spans.map(({ end }) => end));
  const services = [...new Set(spans.toSorted(byStart).map(({ service }) => service))];
  const lines: Line[] = [];

  function draw({ span, children, statements: count }: Node, depth: number): void {
    const folded = count === 0 ? '' : ` · ${count} ${count === 1 ? 'statement' : 'statements'}`;
    const reason = span.failed ? ` ✗ ${String(span.attributes['error.type'] ?? 'failed')}` : '';
    lines.push({
      service: span.service,
      label: `${'  '.repeat(depth)}${span.name}${folded}${reason}`,
      bar: barOf(span, begins, ends),
      took: milliseconds(span.end - span.start),
      failed: span.failed,
    });
    for (const child of children) draw(child, depth + 1);
  }
  for (const root of treeOf(spans, statements)) draw(root, 0);

  const widthOf = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));
  const serviceWidth = widthOf(services);
  const labelWidth = widthOf(lines.map(({ label }) => label));
  const tookWidth = widthOf(lines.map(({ took }) => took));
  const paint = (code: string, text: string): string => (colours ? `\u001B[${code}m${text}\u001B[0m` : text);

  const head = `trace ${spans[0]?.traceId} · ${new Date(begins).toISOString()} · ${milliseconds(ends - begins)} · ${spans.length} spans`;
  return [
    paint('1', head),
    ...lines.map(({ service, label, bar, took, failed }) => {
      const colour = `38;5;${COLOURS[services.indexOf(service) % COLOURS.length]}`;
      const text = label.padEnd(labelWidth);
      return [
        paint(colour, service.padEnd(serviceWidth)),
        failed ? paint('31', text) : text,
        paint(colour, bar),
        took.padStart(tookWidth),
      ].join('  ');
    }),
  ].join('\n');
}

/** The spans under their parents, by time; with transactions and statements folded into who made them, unless they are wanted. */
function treeOf(spans: readonly KeptSpan[], statements: boolean): Node[] {
  const nodes = new Map(
    spans.map((span): [string, Node] => [span.spanId, { span, children: [], statements: 0 }]),
  );
  const roots: Node[] = [];
  /** The nearest around a span that has a line. */
  function holderOf({ parentId }: KeptSpan): Node | undefined {
    const parent = parentId === null ? undefined : nodes.get(parentId);
    return parent && !statements && isOfDatabase(parent.span) ? holderOf(parent.span) : parent;
  }
  for (const span of spans.toSorted(byStart)) {
    const node = nodes.get(span.spanId);
    const holder = holderOf(span);
    if (!node) continue;
    if (!statements && holder && isOfDatabase(span)) {
      if (span.name !== 'transaction') holder.statements += 1;
    } else (holder?.children ?? roots).push(node);
  }
  return roots;
}

const isOfDatabase = ({ attributes }: KeptSpan): boolean => 'db.system.name' in attributes;
const byStart = (a: KeptSpan, b: KeptSpan): number => a.start - b.start;

function barOf({ start, end }: KeptSpan, begins: number, ends: number): string {
  const perColumn = (ends - begins) / BAR || 1;
  const from = Math.min(BAR - 1, Math.floor((start - begins) / perColumn));
  const length = Math.min(BAR - from, Math.max(1, Math.round((end - start) / perColumn)));
  return `${'·'.repeat(from)}${'█'.repeat(length)}${'·'.repeat(BAR - from - length)}`;
}

function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}
