import { execFile } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { seconds } from '@movecall/values/duration';
import { PRODUCTION_NODE, productionNode } from './node-binaries.ts';
import { buildProduction, production } from './production-build.ts';

const run = promisify(execFile);
const BASE = `localhost/movecall-base:${PRODUCTION_NODE}`;
/** Settings for root without a container engine: no namespaces, no overlay file system, the machine's network. */
export const buildahEnv: NodeJS.ProcessEnv = {
  ...process.env,
  BUILDAH_ISOLATION: 'chroot',
  STORAGE_DRIVER: 'vfs',
};

/**
 * Builds a service's image without a registry: runs the last stage of the Dockerfile on `dist/`, on a base image of Node and
 * the libraries that it is linked with. Needs Linux, root and buildah.
 *
 * @returns the image's name
 */
export async function buildImageOffline(service: string, log: (line: string) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-image-'));
  try {
    await buildProduction(production, log);
    const hasBase = await buildah('inspect', '--type', 'image', BASE).then(
      () => true,
      () => false,
    );
    if (!hasBase) await makeBase(await productionNode(process.env, log), join(folder, 'base'));
    const since = performance.now();
    const file = join(folder, 'Dockerfile');
    await writeFile(file, lastStage(await readFile(repository('Dockerfile'), 'utf8')));
    const image = `localhost/movecall/${service}`;
    const settings = { BASE, SERVICE: service };
    const options = Object.entries(settings).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    options.push(
      '--build-context',
      `dist=${production}`,
      '--format',
      'docker',
      '--tag',
      image,
      '--file',
      file,
    );
    await run('buildah', ['build', ...options, folder], { env: buildahEnv });
    log(`built ${image} in ${seconds(performance.now() - since)}: ${await sizeOf(image)}`);
    return image;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const repository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The last stage, with the ARG that stages share. The stages before it need a registry. */
function lastStage(dockerfile: string): string {
  const stages = dockerfile.split(/^(?=FROM )/m);
  return `${/^ARG .*$/m.exec(stages[0] ?? '')?.[0] ?? ''}\n${stages.at(-1)}`;
}

/** Makes the base image: Node at the path of the usual base image, and the libraries that it is linked with. */
async function makeBase(node: string, folder: string): Promise<void> {
  const { stdout } = await run('ldd', [node]);
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path ?? '');
  await mkdir(join(folder, 'nodejs/bin'), { recursive: true });
  await mkdir(join(folder, 'etc'));
  await copyFile(node, join(folder, 'nodejs/bin/node'));
  await writeFile(join(folder, 'etc/passwd'), 'nonroot:x:65532:65532::/nonexistent:/sbin/nologin\n');
  for (const library of libraries) {
    await mkdir(dirname(join(folder, library)), { recursive: true });
    await cp(library, join(folder, library), { dereference: true });
  }
  await chmod(folder, 0o755);
  const container = await buildah('from', 'scratch');
  await buildah('copy', container, folder, '/');
  await buildah('commit', '--rm', container, BASE);
}

/** Runs buildah. @returns its output */
export async function buildah(...args: string[]): Promise<string> {
  return (await run('buildah', args, { env: buildahEnv })).stdout.trim();
}

async function sizeOf(image: string): Promise<string> {
  return buildah('images', '--format', '{{.Size}}', image);
}
