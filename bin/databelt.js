#!/usr/bin/env node
// The command of the package. Everything is in dist/, which `npm run build` makes.
import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
if (existsSync(main)) await import(main.href)
else {
  console.error('databelt: not built yet. Run `npm run build` (or `npm start`) in the checkout first.')
  process.exitCode = 1
}
