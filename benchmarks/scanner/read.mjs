// Looks at raw grey pictures with the phone's own code: told by JSON on standard input, a line of JSON for each picture.
import { readFileSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const pwa = resolve(import.meta.dirname, '../../pwa');
const { createServer } = await import(pathToFileURL(resolve(pwa, 'node_modules/vite/dist/node/index.js')).href);

/** The strong engine's program comes as data: there is no server here to fetch it from. */
const wasmAsData = {
  name: 'wasm-as-data',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('zxing_reader.wasm?url') ? '\0wasm' : null),
  load: (id) => (id === '\0wasm' ? `export default ${JSON.stringify(
    `data:application/wasm;base64,${readFileSync(resolve(pwa, 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm')).toString('base64')}`,
  )}` : null),
};

const { origin, sizes, pixels } = JSON.parse(readFileSync(0, 'utf8'));
const vite = await createServer({
  root: pwa, configFile: false, logLevel: 'error', appType: 'custom', plugins: [wasmAsData],
  server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true, include: [] },
});
const { quick, thorough } = await vite.ssrLoadModule('/src/device/engines.ts');
const { readingOf } = await vite.ssrLoadModule('/src/device/sight.ts');
const { inAddress } = await vite.ssrLoadModule('/src/device/codes.ts');

const ours = (texts) => texts.map((text) => inAddress(text, [origin])).find(Boolean)?.token ?? null;

const EYES = {
  qr: async (picture) => ours(quick(picture)),
  zxing: async (picture) => ours(await thorough(picture)),
  app: async (picture) => {
    const read = await readingOf(picture, [origin]);
    return read?.kind === 'plate' ? read.found.token : null;
  },
};

function colourful(grey, width, height) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < grey.length; at += 1) data.fill(grey[at], at * 4, at * 4 + 3), (data[at * 4 + 3] = 255);
  return { data, width, height, colorSpace: 'srgb' };
}

const file = openSync(pixels);
for (const [width, height] of sizes) {
  const grey = Buffer.alloc(width * height);
  readSync(file, grey, 0, grey.length, null);
  const tokens = {};
  const took_ms = {};
  for (const [name, look] of Object.entries(EYES)) {
    const picture = colourful(grey, width, height);
    const began = performance.now();
    tokens[name] = await look(picture);
    took_ms[name] = performance.now() - began;
  }
  process.stdout.write(`${JSON.stringify({ tokens, took_ms })}\n`);
}
await vite.close();
process.exit(0);
