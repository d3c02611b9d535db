import { readFile } from 'node:fs/promises';
import { transformWithEsbuild, type Plugin } from 'vite';

const BOOT = /<script src="\/boot\.js"><\/script>/;
const STYLE_SHEET = /<link rel="stylesheet"[^>]*href="\/(assets\/[^"]+\.css)"[^>]*>/;

/**
 * Puts into index.html what must be there before the first paint: the style sheet that all screens share, and boot.js. Each of
 * them would otherwise cost a round trip before anything is shown. The router allows them by their hashes.
 *
 * @param boot the path of boot.js
 */
export const inlineStart = (boot: string): Plugin => ({
  name: 'inline-start',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    async handler(html, { bundle = {} }) {
      const { code } = await transformWithEsbuild(await readFile(boot, 'utf8'), boot, { minify: true });
      const sheet = bundle[STYLE_SHEET.exec(html)?.[1] ?? ''];
      if (!BOOT.test(html) || sheet?.type !== 'asset')
        throw new Error('index.html has no boot.js, or no style sheet that could be put into it');
      const style = String(sheet.source).trim();
      delete bundle[sheet.fileName];
      // Functions, because `$&` in a text would be replaced.
      return html
        .replace(BOOT, () => `<script>${code.trim()}</script>`)
        .replace(STYLE_SHEET, () => `<style>${style}</style>`);
    },
  },
});
