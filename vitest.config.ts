import { defineConfig } from 'vitest/config';
import EndOfRunReporter from './test/support/runner/end-of-run.reporter.js';

/** What only `npm run test:all` runs; test/README.md says why. */
const EXHAUSTIVE = '**/*.exhaustive.spec.ts';

/** What replaces the telemetry provider, of which a process has one for good. */
const ISOLATED = 'test/telemetry/**/*.spec.ts';

/** A test waits for its database a third of the time. */
const WORKERS = 3;

/** `vitest run` is the suite of `npm test`, `vitest run --mode all` that of `npm run test:all`. */
export default defineConfig(({ mode }) => {
  const isAll = mode === 'all';
  const every = {
    // Built packages are loaded as an application would load them: by Node, from dist.
    server: { deps: { external: [/\/dist\//] } },
    // The files of a worker share its modules: loading Nest and TypeORM anew for each took longer than most tests.
    isolate: false,
    // A worker lives as long as the run: with V8's small default for young objects, an eighth of its time is collection.
    execArgv: ['--max-semi-space-size=64'],
    setupFiles: ['test/support/runner/seed.setup.ts'],
    env: { TEST_SUITE: isAll ? 'all' : 'quick' },
    // Limits of what hangs, not of what is slow: no test measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000, interval: 10 } },
  };
  return {
    test: {
      // What failed, and why, comes last.
      reporters: [new EndOfRunReporter(), 'default'],
      globalSetup: ['test/support/database/global-setup.ts'],
      projects: [
        {
          test: {
            ...every,
            name: 'quick',
            include: ['{apps,libs}/*/src/**/*.spec.ts', 'test/**/*.spec.ts'],
            exclude: [EXHAUSTIVE, ISOLATED],
            maxWorkers: WORKERS,
            sequence: { groupOrder: 0 },
          },
        },
        {
          test: {
            ...every,
            name: 'isolated',
            include: [ISOLATED],
            isolate: true,
            maxWorkers: WORKERS,
            sequence: { groupOrder: 0 },
          },
        },
        ...(isAll
          ? [
              {
                test: {
                  ...every,
                  name: 'exhaustive',
                  include: [EXHAUSTIVE],
                  // Programs, browsers and npm: they wait for each other more than they compute.
                  maxWorkers: 2,
                  testTimeout: 600_000,
                  hookTimeout: 600_000,
                  sequence: { groupOrder: 1 },
                },
              },
            ]
          : []),
      ],
    },
  };
});
