import { readFileSync } from 'node:fs';

/**
 * The CPU time of the server's processes for an application name so far, in milliseconds with the 10 ms of the kernel's
 * clock. Read from /proc, so the server must run on this machine.
 */
export async function databaseCpuMs(database, applicationName) {
  const sessions = await database.query(
    `SELECT pid FROM pg_stat_activity WHERE application_name = '${applicationName}'`,
  );
  return sessions.reduce((sum, { pid }) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return sum + 10 * (Number(user) + Number(system));
  }, 0);
}
