import { once } from 'node:events';
import { StateFileLock } from '../../dist/transactions/state-file-lock.js';

/*
 * A process that tries to lock every one of some state files, each at a time that the others try it too, reports the
 * numbers of those that it has, and keeps them until its standard input ends.
 */
const [folder, count, startsAt] = process.argv.slice(2);
const PERIOD_MS = 2;

function locks(index) {
  while (performance.timeOrigin + performance.now() < Number(startsAt) + index * PERIOD_MS);
  try {
    StateFileLock.acquire(`${folder}/${index}`);
    return true;
  } catch {
    return false;
  }
}

const locked = Array.from({ length: Number(count) }, (_, index) => index).filter(locks);
process.stdout.write(`${JSON.stringify(locked)}\n`);
await once(process.stdin.resume(), 'end');
