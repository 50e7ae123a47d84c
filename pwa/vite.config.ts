import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import preact from '@preact/preset-vite';
import { VitePWA } from 'vite-plugin-pwa';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = import.meta.dirname;
const outDir = resolve(here, '../static/app');
const WORDS = 'virtual:words/';

const sources = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(({ name }) => /\.tsx?$/.test(name) && !name.includes('.test.')).map(({ parentPath, name }) => resolve(parentPath, name));

/** Everything that may speak before a screen of its own was fetched: all but the screens, 今天, and whoever asks who you are. */
const isFirst = (file: string): boolean => !file.includes('/src/screens/') || /\/src\/screens\/(today|sign-in)\//.test(file);

/** The keys, and the beginnings of keys, that the first screen and all that is not a screen may say. */
function keysSaidFirst(): (key: string) => boolean {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const file of sources(resolve(here, 'src')).filter(isFirst)) {
    for (const [, key = '', goesOn] of readFileSync(file, 'utf8').matchAll(/['`](app\.[\w.]*)(\$\{)?/g)) (goesOn ? beginnings : whole).add(key);
  }
  return (key) => whole.has(key) || [...beginnings].some((beginning) => key.startsWith(beginning));
}

/** Gives the phone only the words it says itself, the keys that begin with `app.`; `/first` and `/later` part them for a quick start. */
function phoneWords(): Plugin {
  return {
    name: 'guanhu-words',
    resolveId: (id) => (id.startsWith(WORDS) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${WORDS}`)) return null;
      const [language = '', part] = id.slice(WORDS.length + 1).split('/');
      const file = resolve(here, `../server/words/${language}.json`);
      this.addWatchFile(file);
      const isSaidFirst = keysSaidFirst();
      const words = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
        .filter(([key]) => key.startsWith('app.') && (part === undefined || isSaidFirst(key) === (part === 'first')));
      return `export default ${JSON.stringify(Object.fromEntries(words))}`;
    },
  };
}

/** Puts the looks into the page itself: the first paint then waits for no second answer of a slow line. */
function looksInPage(): Plugin {
  return {
    name: 'guanhu-looks',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') return;
      page.source = String(page.source).replace(/<link rel="stylesheet"[^>]*href="[^"]*?(assets\/[^"]+\.css)">/g, (link, name: string) => {
        const css = bundle[name];
        if (css?.type !== 'asset') return link;
        delete bundle[name];
        return `<style>${String(css.source).trim()}</style>`;
      });
    },
  };
}

/** Writes the hash of every inline style beside the page, so that the server can allow exactly those. */
function inlineStyleHashes(): Plugin {
  return {
    name: 'guanhu-csp',
    apply: 'build',
    closeBundle: {
      sequential: true,
      handler() {
        const html = readFileSync(resolve(outDir, 'index.html'), 'utf8');
        const styles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css]) => css ?? '');
        const hashes = styles.map((css) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`);
        writeFileSync(resolve(outDir, 'csp.json'), JSON.stringify({ 'style-src': hashes }));
      },
    },
  };
}

const { version } = JSON.parse(readFileSync(resolve(here, 'package.json'), 'utf8')) as { version: string };

export default defineConfig({
  root: here,
  base: '/static/app/',
  define: { __APP_VERSION__: JSON.stringify(version) },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2019',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssCodeSplit: false, // else every screen would ask for the looks that stand in the page
    reportCompressedSize: false,
    // One file for all that the first screen needs: parts of it would be fetched together anyway, and pack worse.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test: /\/src\/(main|shell)\.tsx$/ }] } } },
  },
  worker: { format: 'iife' },
  server: { fs: { allow: [resolve(here, '..')] } }, // the tests draw screens, and the icons lie beside this folder
  plugins: [
    phoneWords(),
    preact({ devToolsEnabled: false }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg}'], minify: true },
    }),
    looksInPage(),
    inlineStyleHashes(),
  ],
  test: { environment: 'happy-dom', include: ['test/**/*.test.ts', 'src/**/*.test.{ts,tsx}'], setupFiles: ['test/setup.ts'], restoreMocks: true, testTimeout: 30_000 },
});
