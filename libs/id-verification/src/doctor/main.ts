import { doctor } from './doctor.js';

/** The entry point of the program, not part of the module; only the doctor reads the environment. */
async function run(): Promise<void> {
  const { code, output, error } = await doctor(process.argv.slice(2), process.env);
  process.stdout.write(output);
  process.stderr.write(error);
  process.exitCode = code;
}

void run();
