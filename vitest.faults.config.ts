import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts', 'test/sandbox/**/*.test.ts'],
    globalSetup: ['test/support/postgres.ts'],
    testTimeout: 900_000,
    hookTimeout: 120_000,
    // each file has a hub and a database of its own, and waits more than it works
    maxWorkers: 3,
  },
})
