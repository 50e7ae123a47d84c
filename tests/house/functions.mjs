/** Prints, as JSON, every function of pwa/src that has more lines than the limit given: {"file:line": lines}. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const ts = createRequire(join(root, 'pwa/package.json'))('typescript');
const limit = Number(process.argv[2]);

const files = readdirSync(join(root, 'pwa/src'), { recursive: true })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
  .map((name) => join('pwa/src', name));

const found = {};
for (const file of files) {
  const tree = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const lineOf = (place) => tree.getLineAndCharacterOfPosition(place).line;
  const look = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      const start = lineOf(node.getStart(tree));
      const lines = lineOf(node.getEnd()) - start + 1;
      if (lines > limit) found[`${file}:${start + 1}`] = lines;
    }
    ts.forEachChild(node, look);
  };
  look(tree);
}
console.log(JSON.stringify(found));
