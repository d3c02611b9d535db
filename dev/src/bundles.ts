import { build, type Plugin } from 'esbuild';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { filesBeside } from './bundled-files.ts';

const require = createRequire(import.meta.url);

/** The sources could not be bundled; the message has every place and reason. */
export class BundlingFailed extends Error {
  override readonly name = 'BundlingFailed';
}

/** Where a service's bundle is, among others' in one folder. */
export const bundleOf = (folder: string, service: string): string => join(folder, `${service}.mjs`);

/**
 * Makes one file to run of each service, with all that it imports: finding, reading and translating a thousand files takes
 * more than a second of a processor, and one that is killed should be back sooner than that. What they read beside their
 * own files is copied along, so that the folder is complete in itself and runs wherever it is put.
 *
 * @param mains the services' main files, by name
 * @param folder where the bundles are put, with the parts that they share and with `files/`, which they read
 * @throws BundlingFailed
 */
export async function bundleServices(mains: Readonly<Record<string, string>>, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: mains,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent',
    // What is not an ES module calls require.
    banner: {
      js: `import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);`,
    },
    plugins: [oneGraphql, filesBeside(folder), nativeHash],
  }).catch((error: unknown) => {
    throw new BundlingFailed(error instanceof Error ? error.message : String(error));
  });
}

/** graphql refuses schemas of another instance of itself, and has two builds: everybody gets the one that `require` gives. */
const oneGraphql: Plugin = {
  name: 'one-graphql',
  setup({ onResolve }) {
    onResolve({ filter: /^graphql(\/.*)?$/ }, ({ path }) => ({ path: require.resolve(path) }));
  },
};

/** Apollo looks for Node's hashes where a bundle has none, and would hash every query with JavaScript. */
const nativeHash: Plugin = {
  name: 'native-hash',
  setup({ onLoad }) {
    onLoad({ filter: /utils\.createhash\/dist\/index\.js$/ }, () => ({
      contents: `exports.createHash = require('node:crypto').createHash;`,
    }));
  },
};
