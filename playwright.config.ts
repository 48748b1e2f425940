import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

/** Debian's Chromium: the package brings no browser of its own here. */
const executablePath = process.env.CHROMIUM_PATH || '/usr/bin/chromium'
if (!existsSync(executablePath))
  throw new Error(
    `There is no Chromium at ${executablePath}. Install it (Debian: apt-get install chromium), or name one with CHROMIUM_PATH.`,
  )

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.e2e.ts',
  timeout: 120_000,
  // a hub and a browser each; they share two cores
  workers: 2,
  // a busy machine; a test that needs its second try is listed as flaky
  retries: process.env.CI ? 1 : 0,
  reporter: 'list',
  outputDir: 'test/e2e/.results',
  use: {
    launchOptions: {
      executablePath,
      // Chromium refuses to run as root with its sandbox
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
})
