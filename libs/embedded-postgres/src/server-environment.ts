const PASSED_ON = ['PATH', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP'];

/**
 * The environment of `initdb` and `postgres`: nothing of the application's secrets, and none of the variables
 * (PGDATA, PGOPTIONS, LD_LIBRARY_PATH, LC_…) by which a machine would change how the server behaves.
 */
export function serverEnvironment(own: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const passed = PASSED_ON.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  return { ...Object.fromEntries(passed), LC_ALL: 'C', TZ: 'UTC' };
}
