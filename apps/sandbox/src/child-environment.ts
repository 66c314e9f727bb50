const PASSED_ON = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SYSTEMROOT',
  'TMPDIR',
  'TEMP',
  'TMP',
  'TZ',
  'LANG',
  'NO_COLOR',
];

/** A program gets what it is given here, and nothing of the keys that a developer keeps for other work. */
export function childEnvironment(given: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const passed = PASSED_ON.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return { ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), ...Object.fromEntries(passed), ...given };
}
