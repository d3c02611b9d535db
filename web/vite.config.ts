import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

// `npm run dev` in this folder: the page with hot reload, beside a system that `npm start` runs.
const ROUTER = process.env['ROUTER_URL'] ?? 'http://localhost:4000';

export default defineConfig({
  plugins: [
    react(),
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
