import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** What TypeScript writes with each build of a project. */
const RECORD = 'dist/.tsbuildinfo';

/**
 * Whether every project of the workspace was built after its newest source, and after the installed packages.
 *
 * @param {string} root
 */
export function isBuilt(root) {
  const projects = projectsOf(root);
  const installed = timeOf(join(root, 'node_modules/.package-lock.json'));
  const newest = Math.max(installed, ...projects.flatMap(sourceTimes));
  return projects.every((project) => timeOf(join(project, RECORD)) >= newest);
}

/**
 * TypeScript does not write the record of a project whose sources were touched and not changed.
 *
 * @param {string} root
 * @param {Date} startedAt when the build started: what changes meanwhile is built the next time
 */
export function markBuilt(root, startedAt) {
  for (const project of projectsOf(root)) utimesSync(join(project, RECORD), startedAt, startedAt);
}

/** @param {string} root */
function projectsOf(root) {
  return ['libs', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .map((name) => join(root, folder, name))
      .filter((project) => existsSync(join(project, 'tsconfig.build.json'))),
  );
}

/** @param {string} project */
function sourceTimes(project) {
  const folders = ['src', 'browser'].filter((folder) => existsSync(join(project, folder)));
  // A folder changes when a file in it is added or deleted.
  const sources = folders.flatMap((folder) => [
    folder,
    ...readdirSync(join(project, folder), { recursive: true }).map((path) => join(folder, path)),
  ]);
  const files = [...sources, 'package.json', 'tsconfig.build.json', 'tsconfig.browser.json'];
  return files.map((path) => timeOf(join(project, path)));
}

/** Of a file that does not exist: the beginning of time. @param {string} path */
function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
