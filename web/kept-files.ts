import { readFile } from 'node:fs/promises';
import type { Plugin, Rollup } from 'vite';

/** The screens that a phone without a network shows, by the ends of their modules' paths. */
const SCREENS = ['/screens/team/team.tsx', '/screens/calls/calls.tsx', '/screens/call/call.tsx'];
/** The sheet with the names of the font files, which the page loads by itself. A missing sheet would make it load anew (boot.js). */
const FONT_NAMES = /pretendard.*\.css$/;

/**
 * Writes the service worker of the page, with the names of the files that it keeps: what the page loads first, and the screens of a
 * team.
 *
 * @param worker the path of its source
 */
export const keptFiles = (worker: string): Plugin => ({
  name: 'kept-files',
  apply: 'build',
  generateBundle: {
    order: 'post',
    async handler(_options, bundle) {
      const files = filesOf(bundle);
      const source = (await readFile(worker, 'utf8')).replace('= KEPT_FILES;', `= ${JSON.stringify(files)};`);
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
    },
  },
});

/** The paths of the kept files, the page's first script first. @throws Error when a screen is not in the build */
function filesOf(bundle: Rollup.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const entry = chunks.find(({ isEntry }) => isEntry);
  const screens = SCREENS.map((screen) =>
    chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(screen))),
  );
  if (!entry || screens.includes(undefined))
    throw new Error(`the build has no chunk with one of ${SCREENS.join(', ')}`);
  const names = new Set<string>();
  const add = (chunk: Rollup.OutputChunk | undefined): void => {
    if (!chunk || names.has(chunk.fileName)) return;
    names.add(chunk.fileName);
    for (const sheet of chunk.viteMetadata?.importedCss ?? []) names.add(sheet);
    for (const name of chunk.imports) {
      const imported = bundle[name];
      if (imported?.type === 'chunk') add(imported);
    }
  };
  for (const chunk of [entry, ...screens]) add(chunk);
  for (const name of Object.keys(bundle)) if (FONT_NAMES.test(name)) names.add(name);
  // A sheet that is written into index.html is no file.
  return [...[...names].filter((name) => bundle[name]).map((name) => `/${name}`), '/icon.svg'];
}
