import { readTraces } from './collector.ts';
import type { KeptSpan } from './spans.ts';
import { drawTrace } from './tree.ts';

/**
 * Draws the traces of a call, or the trace with this id, oldest first.
 *
 * @param directory where the collector of `npm start -- --trace` keeps them
 * @param id of a trace, or any id in a span's attributes: of a call, an event or a delivery
 */
export async function drawTraces(
  directory: string,
  id: string,
  options: { readonly statements: boolean; readonly colours: boolean },
): Promise<string[]> {
  const byTrace = new Map<string, KeptSpan[]>();
  for (const span of await readTraces(directory))
    if (!byTrace.get(span.traceId)?.push(span)) byTrace.set(span.traceId, [span]);
  const wanted = id.toLowerCase();
  return [...byTrace.values()]
    .filter((spans) => spans.some((span) => isAbout(span, wanted)))
    .toSorted((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0))
    .map((spans) => drawTrace(spans, options));
}

const isAbout = ({ traceId, attributes }: KeptSpan, id: string): boolean =>
  traceId === id || Object.values(attributes).includes(id);
