// Sets the version of every package, also where one of them depends on another or names itself: `node .ci/set-version.mjs 1.2.3`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const [next = ''] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(next)) throw new Error('Usage: node .ci/set-version.mjs 1.2.3');

const FILES = [
  'package.json',
  ...['libs', 'apps'].flatMap((folder) =>
    readdirSync(folder).map((name) => `${folder}/${name}/package.json`),
  ),
  'examples/package.json',
  'examples/nest11-commonjs-jest/package.json',
  'libs/id-verification/src/observe/version.ts',
];

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const own =
  /("version": "|"(?:cloudauth-emulator|nestjs-id-verification[\w-]*|@id-verification\/[\w-]+)": "\^?|VERSION = ')([^"']+)/g;

for (const file of FILES) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(own, (whole, before, given) => (given === version ? before + next : whole)),
  );
}
