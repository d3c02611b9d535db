/** Maps the name of each metric to all labels of its samples. */
export type Exposed = ReadonlyMap<string, ReadonlySet<string>>;

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (?:[\d.e+-]+|NaN|\+Inf)$/;
const LABEL = /(\w+)="(?:[^"\\]|\\.)*"/g;

/** Reads the metrics from pages of /metrics. A metric without a sample is left out. */
export function metricsOn(pages: readonly string[]): Exposed {
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

/** The labels that Prometheus adds to every sample that it scrapes. */
const TARGET_LABELS = ['namespace', 'service', 'pod'];

/** Lists the metrics in a query that are not exposed, and the labels in it that its metrics do not have. */
export function unknownMetrics(query: string, exposed: Exposed): string[] {
  const unknown: string[] = [];
  const knownLabels = new Set(TARGET_LABELS);
  for (const [, name = '', selector = ''] of query.matchAll(
    /\b((?:movecall|eventlog|nodejs|process)_\w+)(?:\{([^}]*)\})?/g,
  )) {
    const labels = exposed.get(name);
    if (!labels) unknown.push(name);
    for (const label of labels ?? []) knownLabels.add(label);
    for (const [, label = ''] of selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g))
      if (!labels?.has(label) && !TARGET_LABELS.includes(label)) unknown.push(`${name}{${label}}`);
  }
  for (const [, list = ''] of query.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g))
    for (const label of list.split(',').map((each) => each.trim()))
      if (!knownLabels.has(label)) unknown.push(`by (${label})`);
  return unknown;
}
