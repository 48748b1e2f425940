import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      ...['src/**/*.test.ts', 'test/conformance/**/*.test.ts', 'test/hub/**/*.test.ts'],
      'test/published/**/*.test.ts',
      'web/src/**/*.test.ts',
    ],
    globalSetup: ['test/support/build.ts', 'test/support/postgres.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // each file has a database of its own, and waits a third of its time
    maxWorkers: 3,
  },
})
