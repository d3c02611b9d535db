import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { compression } from 'vite-plugin-compression2';
import { fileURLToPath } from 'node:url';
import { keptFiles } from './kept-files.ts';
import { inlineStart } from './inline-start.ts';
import { operationsManifest } from './operations.ts';

// `npm run dev` in this folder serves the page with hot reload. The system behind it is started by `npm start`.
const ROUTER = process.env['ROUTER_URL'] ?? 'http://localhost:4000';

/** Writes the page's operations beside the page: the router's safelist (SAFELIST), which the router does not serve. */
const operations: Plugin = {
  name: 'operations',
  async generateBundle() {
    const manifest = await operationsManifest(fileURLToPath(new URL('src', import.meta.url)));
    this.emitFile({ type: 'asset', fileName: 'operations.json', source: JSON.stringify(manifest, null, 2) });
  },
};

/** React Aria brings every calendar of the world; the page needs the Gregorian one only. */
const gregorianOnly: Plugin = {
  name: 'gregorian-only',
  enforce: 'pre',
  load: (id) =>
    id.endsWith('@internationalized/date/dist/private/createCalendar.mjs')
      ? `import { GregorianCalendar } from './calendars/GregorianCalendar.mjs';
         export const createCalendar = () => new GregorianCalendar();`
      : null,
};

export default defineConfig({
  plugins: [
    react(),
    operations,
    inlineStart(fileURLToPath(new URL('public/boot.js', import.meta.url))),
    keptFiles(fileURLToPath(new URL('service-worker.js', import.meta.url))),
    gregorianOnly,
    // React Aria brings texts in thirty languages; the page needs the Korean ones only.
    { ...optimizeLocales.vite({ locales: ['ko-KR'] }), enforce: 'pre' },
    // Compresses once, at the build and as well as possible, instead of at each request.
    compression({
      include: /\.(js|css|html|svg)$/,
      threshold: 1_000,
      algorithms: ['gzip', 'brotliCompress'],
    }),
  ],
  build: {
    target: 'es2022',
    minify: 'terser',
    modulePreload: { polyfill: false },
    // The request for a file of a few hundred bytes costs more than the file saves.
    rollupOptions: { output: { experimentalMinChunkSize: 10_000 } },
  },
  server: {
    port: 4173,
    proxy: { '/graphql': { target: ROUTER, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
  },
});
