import { doctor } from './doctor.js';

/** A program and no part of the module: the one file of the library that reads the environment. */
async function run(): Promise<void> {
  const { code, output, error } = await doctor(process.argv.slice(2), process.env);
  process.stdout.write(output);
  process.stderr.write(error);
  process.exitCode = code;
}

void run();
