import { build, type Plugin } from 'esbuild';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { referencedFiles } from './referenced-files.ts';

const require = createRequire(import.meta.url);

/** The sources could not be bundled; the message lists every error with its place. */
export class BundlingFailed extends Error {
  override readonly name = 'BundlingFailed';
}

/** The path of a service's bundle in a folder of bundles. */
export const bundleOf = (folder: string, service: string): string => join(folder, `${service}.mjs`);

/**
 * Bundles each service and all that it imports into one file. Node takes more than a second to find, read and translate a
 * thousand files, and a service that was killed has to be ready sooner. The files that sources refer to are copied too, so the
 * folder is complete and runs anywhere. The script of a worker thread is a bundle of its own.
 *
 * @param mains the services' main files, by name
 * @param folder receives the bundles, the chunks that they share, and `files/` with the files that they read
 * @param sourcemap false: without source maps, which Node reads at each start of a service and at its first error
 * @throws BundlingFailed
 */
export async function bundleServices(
  mains: Readonly<Record<string, string>>,
  folder: string,
  sourcemap = true,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const workers = new Set<string>();
  const bundle = (entryPoints: Readonly<Record<string, string>>) =>
    build({
      entryPoints,
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap,
      sourcesContent: false,
      logLevel: 'silent',
      // Bundled CommonJS modules call require.
      banner: {
        js: `import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);`,
      },
      plugins: [oneGraphql, referencedFiles(folder, workers), nativeHash],
    });
  try {
    await bundle(mains);
    // Known once the mains were read.
    const scripts = [...workers].map((script) => [basename(script, '.ts'), script]);
    if (scripts.length > 0) await bundle(Object.fromEntries(scripts));
  } catch (error) {
    throw new BundlingFailed(error instanceof Error ? error.message : String(error));
  }
}

/** Resolves all imports of graphql to its CommonJS build: two instances of graphql refuse each other's schemas. */
const oneGraphql: Plugin = {
  name: 'one-graphql',
  setup({ onResolve }) {
    onResolve({ filter: /^graphql(\/.*)?$/ }, ({ path }) => ({ path: require.resolve(path) }));
  },
};

/** Replaces Apollo's search for node:crypto, which fails in a bundle and would make it hash every query in JavaScript. */
const nativeHash: Plugin = {
  name: 'native-hash',
  setup({ onLoad }) {
    onLoad({ filter: /utils\.createhash\/dist\/index\.js$/ }, () => ({
      contents: `exports.createHash = require('node:crypto').createHash;`,
    }));
  },
};
