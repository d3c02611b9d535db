import { applyPatch, createPatch, type Operation } from 'rfc6902';
import { generatedName } from './container-environment.ts';
import { find, type Manifest, ofKind } from './documents.ts';

/** How the manifests of one overlay differ from those of another, its base. */
export interface OverlayDifference {
  readonly namespace: string;
  /** The version of the release. */
  readonly version: string;
  /** The names of generated ConfigMaps; each ends with a hash of its content. */
  readonly configMaps: readonly string[];
  /** What remains after these names are replaced: a JSON Patch (RFC 6902). Paths begin with `/<kind> <name>`. */
  readonly patch: readonly Operation[];
}

/** @returns the difference with which `applyDifference` makes `manifests` of `base` */
export function differenceOf(base: readonly Manifest[], manifests: readonly Manifest[]): OverlayDifference {
  const { namespace, version, configMaps } = namesIn(manifests);
  const renamed = rename(base, { namespace, version, configMaps });
  return { namespace, version, configMaps, patch: createPatch(byTitle(renamed), byTitle(manifests)) };
}

/** @throws Error when the patch does not fit `base` */
export function applyDifference(base: readonly Manifest[], difference: OverlayDifference): Manifest[] {
  const manifests = byTitle(rename(base, difference));
  const errors = applyPatch(manifests, [...difference.patch]).filter((error) => error !== null);
  if (errors.length > 0)
    throw new Error('The difference does not fit its base. Write it again: npm run manifests', {
      cause: errors,
    });
  return Object.values(manifests);
}

type Names = Pick<OverlayDifference, 'namespace' | 'version' | 'configMaps'>;

const namesIn = (manifests: readonly Manifest[]): Names => ({
  namespace: manifests.find(({ kind }) => kind === 'Namespace')?.metadata.name ?? '',
  version: find(manifests, 'ConfigMap', 'release')?.data?.['version'] ?? '',
  configMaps: ofKind(manifests, 'ConfigMap')
    .map(({ metadata }) => metadata.name)
    .filter((name) => generatedName(name) !== name),
});

/** Replaces the namespace, the version and the ConfigMaps' names wherever manifests refer to them. */
function rename(manifests: readonly Manifest[], to: Names): Manifest[] {
  const from = namesIn(manifests);
  const configMaps = new Map(
    from.configMaps.map((name) => [
      name,
      to.configMaps.find((other) => generatedName(other) === generatedName(name)) ?? name,
    ]),
  );
  const renameText = (text: string): string => {
    const before = text.slice(0, -from.version.length);
    // A label, an image's tag, or the end of a job's name.
    const endsWithVersion = text.endsWith(from.version) && /(^|[:-])$/.test(before);
    return configMaps.get(text) ?? (endsWithVersion ? `${before}${to.version}` : text);
  };
  return structuredClone(manifests).map((manifest) => {
    const renamed = mapTexts(manifest, renameText) as Manifest;
    if (renamed.kind === 'Namespace') renamed.metadata.name = to.namespace;
    else renamed.metadata.namespace = to.namespace;
    return renamed;
  });
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, map)]));
}

const byTitle = (manifests: readonly Manifest[]): Record<string, Manifest> =>
  Object.fromEntries(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest]));
