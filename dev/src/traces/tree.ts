import type { KeptSpan } from './spans.ts';

export interface TreeOptions {
  /** Whether each transaction and SQL statement has a line of its own. */
  readonly statements: boolean;
  readonly colours: boolean;
}

interface Node {
  readonly span: KeptSpan;
  readonly children: Node[];
  /** How many statements are folded into this line. */
  statements: number;
}

interface Line {
  readonly service: string;
  readonly label: string;
  readonly bar: string;
  readonly took: string;
  readonly failed: boolean;
}

const BAR_COLUMNS = 36;
/** 256-colour codes that are readable on light and on dark backgrounds. */
const COLOURS = [33, 35, 172, 134, 71, 167, 67, 139];

/**
 * Draws one trace as a tree. Each line is a span: its service, its name, a bar for its time within the trace, and its duration.
 * A span whose parent is not kept is a root. That is so for the first span, whose parent is the click in the page.
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

/** The spans under their parents, by time. Without `statements`, transactions and SQL statements are folded into their parents. */
function treeOf(spans: readonly KeptSpan[], statements: boolean): Node[] {
  const nodes = new Map(
    spans.map((span): [string, Node] => [span.spanId, { span, children: [], statements: 0 }]),
  );
  const roots: Node[] = [];
  /** The nearest ancestor that has a line. */
  function parentLineOf({ parentId }: KeptSpan): Node | undefined {
    const parent = parentId === null ? undefined : nodes.get(parentId);
    return parent && !statements && isOfDatabase(parent.span) ? parentLineOf(parent.span) : parent;
  }
  for (const span of spans.toSorted(byStart)) {
    const node = nodes.get(span.spanId);
    const parentLine = parentLineOf(span);
    if (!node) continue;
    if (!statements && parentLine && isOfDatabase(span)) {
      if (span.name !== 'transaction') parentLine.statements += 1;
    } else (parentLine?.children ?? roots).push(node);
  }
  return roots;
}

const isOfDatabase = ({ attributes }: KeptSpan): boolean => 'db.system.name' in attributes;
const byStart = (a: KeptSpan, b: KeptSpan): number => a.start - b.start;

function barOf({ start, end }: KeptSpan, begins: number, ends: number): string {
  const perColumn = (ends - begins) / BAR_COLUMNS || 1;
  const from = Math.min(BAR_COLUMNS - 1, Math.floor((start - begins) / perColumn));
  const length = Math.min(BAR_COLUMNS - from, Math.max(1, Math.round((end - start) / perColumn)));
  return `${'·'.repeat(from)}${'█'.repeat(length)}${'·'.repeat(BAR_COLUMNS - from - length)}`;
}

function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}
