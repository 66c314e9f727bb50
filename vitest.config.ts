import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,libs}/*/src/**/*.spec.ts', 'test/**/*.spec.ts'],
    globalSetup: ['test/support/database.global-setup.ts'],
    // Built packages are loaded as an application would load them: by Node, from dist.
    server: { deps: { external: [/\/dist\//] } },
    // Some promises are about milliseconds and about killed processes; a busy build machine gets a second look.
    retry: process.env['CI'] === undefined ? 0 : 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
