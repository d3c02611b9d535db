import type { PartialMessage, Plugin } from 'esbuild';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The folder of the copies, beside the bundles. */
const FOLDER = 'files';

/** `new URL('../migrations', import.meta.url)`: a reference from a source to a file or a folder. */
const REFERENCE = /\bnew URL\(\s*(['"])([^'"]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;

/**
 * Copies the files that sources refer to. The target of each `new URL('<literal>', import.meta.url)` is copied to `files/` under
 * its path in the repository, and the bundle refers to the copy. The script of a worker thread, `<name>.worker.mjs`, is a bundle
 * beside it instead. Any other use of `import.meta` has another meaning in a bundle than in the source, so it fails the bundling.
 *
 * @param folder receives all bundles and the chunks that they share, without subfolders
 * @param workers receives the sources of the worker threads' scripts: `<name>.worker.ts`
 */
export function referencedFiles(folder: string, workers: Set<string>): Plugin {
  return {
    name: 'referenced-files',
    setup({ onLoad, onEnd }) {
      const needed = new Set<string>();

      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const contents = source.replace(REFERENCE, (_whole, _quote, literal: string) => {
          if (literal.endsWith('.worker.mjs')) {
            workers.add(resolve(dirname(path), literal.replace(/\.mjs$/, '.ts')));
            return `new URL(${JSON.stringify(`./${basename(literal)}`)}, import.meta.url)`;
          }
          const place = relative(ROOT, resolve(dirname(path), literal)).replaceAll('\\', '/');
          needed.add(place);
          const slash = literal.endsWith('/') ? '/' : '';
          return `new URL(${JSON.stringify(`./${FOLDER}/${place}${slash}`)}, import.meta.url)`;
        });
        const errors = otherUses(
          source.replace(REFERENCE, (whole) => ' '.repeat(whole.length)),
          path,
        );
        return { contents, loader: 'ts', errors };
      });

      onEnd(async ({ errors }) => {
        const found: PartialMessage[] = [];
        if (errors.length > 0) return { errors: found };
        for (const place of needed) {
          if (place.startsWith('..'))
            found.push({ text: `${place} is not in the repository; move it there` });
          else
            await mirror(join(ROOT, place), join(folder, FOLDER, place), folder).catch((error: Error) =>
              found.push({ text: error.message }),
            );
        }
        return { errors: found };
      });
    },
  };
}

function otherUses(source: string, file: string): PartialMessage[] {
  return source.split('\n').flatMap((lineText, index) => {
    const column = lineText.indexOf('import.meta');
    if (column === -1) return [];
    return [
      {
        text: "import.meta has no meaning in a bundle; write new URL('<literal>', import.meta.url)",
        location: { file: relative(ROOT, file), line: index + 1, column, lineText },
      },
    ];
  });
}

/**
 * Brings a copy of a file or a folder up to date. Services may be reading the copy, and other bundlings writing it: an equal file
 * is left alone, and a file that differs is replaced as a whole.
 *
 * @param drafts a folder outside of the copy, for files that are being written
 */
async function mirror(original: string, copy: string, drafts: string): Promise<void> {
  const wanted = await filesIn(original);
  for (const file of wanted) {
    const content = await readFile(join(original, file));
    const target = join(copy, file);
    if ((await readFile(target).catch(() => null))?.equals(content)) continue;
    await mkdir(dirname(target), { recursive: true });
    const draft = join(drafts, `draft-${randomBytes(4).toString('hex')}`);
    await writeFile(draft, content);
    await rename(draft, target);
  }
  const gone = (await filesIn(copy)).filter((file) => !wanted.includes(file));
  for (const file of gone) await rm(join(copy, file), { force: true });
}

/** The relative paths of all files in a folder; for a file, one empty path. */
async function filesIn(place: string): Promise<string[]> {
  if ((await stat(place)).isFile()) return [''];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(place, join(entry.parentPath, entry.name)));
}
