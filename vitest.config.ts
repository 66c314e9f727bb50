import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What is promised in milliseconds, and what keeps every core busy by itself, runs one file at a time. */
const ALONE = ['test/{browser,chaos,deploy,guard,model}/**/*.spec.ts'];

const EVERY = {
  // Built packages are loaded as an application would load them: by Node, from dist.
  server: { deps: { external: [/\/dist\//] } },
  // Some promises are about milliseconds and about killed processes; a busy build machine gets a second look.
  retry: process.env['CI'] === undefined ? 0 : 2,
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/database.global-setup.ts'],
    projects: [
      {
        test: {
          ...EVERY,
          name: 'together',
          include: ['{apps,libs}/*/src/**/*.spec.ts', 'test/**/*.spec.ts'],
          exclude: ALONE,
          // A file waits for its database and its processes half of the time.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...EVERY, name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
