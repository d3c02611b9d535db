import type { PartialMessage, Plugin } from 'esbuild';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where they are, beside the bundles. */
const FOLDER = 'files';

/** `new URL('../migrations', import.meta.url)`: a file or a folder whose place beside the source is written there. */
const BESIDE = /\bnew URL\(\s*(['"])([^'"]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;

/**
 * Gives bundles the files that their sources read beside themselves: whatever `new URL('<literal>', import.meta.url)` leads
 * to is copied to `files/`, below its path in the repository, and found there. Any other use of `import.meta` would work
 * from the sources only, or lead elsewhere from a bundle: it fails the bundling.
 *
 * @param folder where the bundles are put; all of them, and the parts they share, directly in it
 */
export function filesBeside(folder: string): Plugin {
  return {
    name: 'files-beside',
    setup({ onLoad, onEnd }) {
      const needed = new Set<string>();

      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const contents = source.replace(BESIDE, (_whole, _quote, literal: string) => {
          const place = relative(ROOT, resolve(dirname(path), literal)).replaceAll('\\', '/');
          needed.add(place);
          const slash = literal.endsWith('/') ? '/' : '';
          return `new URL(${JSON.stringify(`./${FOLDER}/${place}${slash}`)}, import.meta.url)`;
        });
        const errors = otherUses(
          source.replace(BESIDE, (whole) => ' '.repeat(whole.length)),
          path,
        );
        return { contents, loader: 'ts', errors };
      });

      onEnd(async ({ errors }) => {
        const found: PartialMessage[] = [];
        if (errors.length > 0) return { errors: found };
        for (const place of needed) {
          if (place.startsWith('..')) found.push({ text: `${place} is not in the repository` });
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
        text: "import.meta leads nowhere from a bundle, but in new URL('<literal>', import.meta.url)",
        location: { file: relative(ROOT, file), line: index + 1, column, lineText },
      },
    ];
  });
}

/**
 * Makes a copy of a file or a folder the same as it. Services may be reading the copy at this moment, and other bundlings
 * writing it: what is the same already is not touched, and a file that differs is replaced as a whole.
 *
 * @param drafts a folder outside of the copy
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

/** Below a folder, by their paths in it; of a file that one file, which has none. */
async function filesIn(place: string): Promise<string[]> {
  if ((await stat(place)).isFile()) return [''];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(place, join(entry.parentPath, entry.name)));
}
