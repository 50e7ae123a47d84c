/** Prints what the first route and the service worker weigh (gz), and fails above the budget of the cheapest phone. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const out = resolve(import.meta.dirname, '../../static/app');
const KB = 1024;
const LIMITS = { 'first route': 40 * KB, 'service worker': 8 * KB };

const weigh = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** The scripts that index.html names, and everything those import statically. */
function firstRoute() {
  const html = readFileSync(resolve(out, 'index.html'), 'utf8');
  const found = new Set([...html.matchAll(/(?:src|href)="\/static\/app\/([^"]+\.js)"/g)].map(([, path]) => resolve(out, path)));
  for (const path of found) {
    const code = readFileSync(path, 'utf8');
    for (const [, next] of code.matchAll(/(?:^|[;}\n])\s*(?:import|export)[^"'()]*?["'](\.\/[^"']+\.js)["']/g)) {
      found.add(resolve(path, '..', next));
    }
  }
  return [...found];
}

const weights = {
  'first route': firstRoute().reduce((sum, path) => sum + weigh(path), 0),
  'service worker': weigh(resolve(out, 'sw.js')),
};

for (const [name, bytes] of Object.entries(weights)) console.log(`${name}: ${bytes} bytes gz (at most ${LIMITS[name]})`);
if (Object.entries(weights).some(([name, bytes]) => bytes > LIMITS[name])) process.exit(1);
