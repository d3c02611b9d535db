import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const overlays = ['local', 'staging', 'production'] as const;
export type Overlay = (typeof overlays)[number];

const k8s = fileURLToPath(new URL('..', import.meta.url));
/** The folders that kustomize reads. */
const SOURCES = ['base', 'components', 'monitoring', 'overlays'];

/** Whether kubectl, which contains kustomize, is installed. */
export const hasKubectl = (): boolean =>
  spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;

/**
 * Renders an overlay's manifests as YAML.
 *
 * @param version replaces the version in the overlay's release.yaml; the file itself does not change
 * @throws Error with kubectl's message
 */
export async function render(overlay: Overlay, version?: string): Promise<string> {
  if (version === undefined) return kustomize(join(k8s, 'overlays', overlay));
  if (!isVersion(version)) throw new Error(`${version} is not a version. Use the tag of an image.`);
  const copy = await mkdtemp(join(tmpdir(), 'movecall-k8s-'));
  try {
    await Promise.all(
      SOURCES.map((folder) => cp(join(k8s, folder), join(copy, folder), { recursive: true })),
    );
    const file = join(copy, 'overlays', overlay, 'release.yaml');
    const release = await readFile(file, 'utf8');
    await writeFile(file, release.replace(/^ {2}version: .*$/m, `  version: '${version}'`));
    return kustomize(join(copy, 'overlays', overlay));
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** Whether a text can be an image's tag, a label's value and the end of a job's name. */
export const isVersion = (text: string): boolean =>
  text.length <= 40 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text);

function kustomize(folder: string): string {
  const { status, stdout, stderr, error } = spawnSync('kubectl', ['kustomize', folder], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error)
    throw new Error('kubectl, which renders the manifests, could not be run. Install it.', { cause: error });
  if (status !== 0) throw new Error(`kubectl kustomize ${folder}: ${stderr.trim()}`);
  return stdout;
}
