import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Document, isMap, parse, visit } from 'yaml';
import { type Manifest, parseManifests } from './documents.ts';
import { applyDifference, differenceOf, type OverlayDifference } from './overlay-difference.ts';
import { type Overlay, render } from './render.ts';

const folder = fileURLToPath(new URL('../rendered', import.meta.url));

/** The overlays that are committed as their difference from another one, because they hardly differ. */
const BASES: Readonly<Partial<Record<Overlay, Overlay>>> = { staging: 'production' };

/** The committed file with an overlay's manifests, or with their difference from another overlay's. */
export const committedFile = (overlay: Overlay): string =>
  join(folder, BASES[overlay] === undefined ? `${overlay}.yaml` : `${overlay}.difference.yaml`);

/** What an overlay renders to, according to the committed files. Needs no kubectl. */
export async function committedManifests(overlay: Overlay): Promise<Manifest[]> {
  const text = await readFile(committedFile(overlay), 'utf8');
  const base = BASES[overlay];
  if (base === undefined) return parseManifests(text);
  return applyDifference(await committedManifests(base), parse(text) as OverlayDifference);
}

/** Renders what is to be in the committed file. @throws Error with kubectl's message */
export async function renderCommitted(overlay: Overlay): Promise<string> {
  const text = await render(overlay);
  const base = BASES[overlay];
  if (base === undefined) return text;
  const difference = differenceOf(parseManifests(await render(base)), parseManifests(text));
  return `# How the manifests of ${overlay} differ from ${base}.yaml. Written by npm run manifests.\n${inYaml(difference)}`;
}

/** Each operation of the patch is on a line of its own. */
function inYaml(difference: OverlayDifference): string {
  const document = new Document(difference);
  visit(document, {
    Map(_key, node, path) {
      if (path.some(isMap) && isMap(node)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}
