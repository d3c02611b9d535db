/** A metric's name, and every label that its samples have. */
export type Exposed = ReadonlyMap<string, ReadonlySet<string>>;

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (?:[\d.e+-]+|NaN|\+Inf)$/;
const LABEL = /(\w+)="(?:[^"\\]|\\.)*"/g;

/** What pages of metrics tell; a metric without a sample tells nothing. */
export function exposedBy(pages: readonly string[]): Exposed {
  const exposed = new Map<string, Set<string>>();
  for (const line of pages.join('\n').split('\n')) {
    const [, name, labels = ''] = SAMPLE.exec(line) ?? [];
    if (name === undefined) continue;
    const known = exposed.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(LABEL)) known.add(label);
    exposed.set(name, known);
  }
  return exposed;
}

/** What Prometheus knows of whatever it scrapes here. */
const TARGET_LABELS = ['namespace', 'service', 'pod'];

/** What a query asks for that nobody tells: metrics, and labels that they do not have. */
export function unknownIn(query: string, exposed: Exposed): string[] {
  const unknown: string[] = [];
  const labelsOfAll = new Set(TARGET_LABELS);
  for (const [, name = '', selector = ''] of query.matchAll(
    /\b((?:movecall|eventlog|nodejs|process)_\w+)(?:\{([^}]*)\})?/g,
  )) {
    const labels = exposed.get(name);
    if (!labels) unknown.push(name);
    for (const label of labels ?? []) labelsOfAll.add(label);
    for (const [, label = ''] of selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g))
      if (!labels?.has(label) && !TARGET_LABELS.includes(label)) unknown.push(`${name}{${label}}`);
  }
  for (const [, list = ''] of query.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g))
    for (const label of list.split(',').map((each) => each.trim()))
      if (!labelsOfAll.has(label)) unknown.push(`by (${label})`);
  return unknown;
}
