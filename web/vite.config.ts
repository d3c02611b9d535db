import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { compression } from 'vite-plugin-compression2';
import { fileURLToPath } from 'node:url';
import { operationsManifest } from './operations.ts';

// `npm run dev` in this folder: the page with hot reload, beside a system that `npm start` runs.
const ROUTER = process.env['ROUTER_URL'] ?? 'http://localhost:4000';

/** Beside the page, what it asks: for a router that is to execute nothing else. It is not served. */
const operations: Plugin = {
  name: 'operations',
  async generateBundle() {
    const manifest = await operationsManifest(fileURLToPath(new URL('src', import.meta.url)));
    this.emitFile({ type: 'asset', fileName: 'operations.json', source: JSON.stringify(manifest, null, 2) });
  },
};

export default defineConfig({
  plugins: [
    react(),
    operations,
    // The page speaks Korean; what its parts say in thirty other languages stays at home.
    { ...optimizeLocales.vite({ locales: ['ko-KR'] }), enforce: 'pre' },
    // Once, as well as it can be done, and not for every visitor.
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
    // A file of a few hundred bytes costs more than it saves.
    rollupOptions: { output: { experimentalMinChunkSize: 10_000 } },
  },
  server: {
    port: 4173,
    proxy: { '/graphql': { target: ROUTER, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
  },
});
