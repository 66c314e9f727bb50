/** The conventional unprivileged account: in every passwd file, and owner of nothing. */
const UNPRIVILEGED = { uid: 65_534, gid: 65_534 };

/** The ids that PostgreSQL, which refuses to run as root, runs with; undefined for those of this process. */
export function serverAccount(): { readonly uid: number; readonly gid: number } | undefined {
  return process.getuid?.() === 0 ? UNPRIVILEGED : undefined;
}

/**
 * How `spawn` runs one of PostgreSQL's programs on a cluster: with nothing of the application's secrets, and without
 * the variables (PGDATA, LD_LIBRARY_PATH, LC_…) that would change the server.
 */
export function spawnOptions(cluster: string) {
  return { ...serverAccount(), cwd: cluster, env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' } };
}

/**
 * The cluster's path for such a program. That account may be unable to pass the directories above it (`/root`, for
 * example), but the working directory, which root has entered before, is open to it.
 */
export function clusterArgument(cluster: string): string {
  return serverAccount() === undefined ? cluster : '/proc/self/cwd';
}
