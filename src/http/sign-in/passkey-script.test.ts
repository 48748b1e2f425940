import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('the file that is served is the one of the package', () => {
  const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
  expect(read('assets/simplewebauthn-browser.min.js')).toBe(
    read('node_modules/@simplewebauthn/browser/dist/bundle/index.umd.min.js'),
  )
})
