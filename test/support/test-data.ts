import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where a file of real data lies. Undefined when there is none: then it says why, and with DATABELT_REQUIRE_ALL=1 it throws. */
export function testData(path: string): string | undefined {
  const folder = process.env.DATABELT_TEST_DATA
  const file = folder && join(folder, path)
  if (file && existsSync(file)) return file
  const reason = folder ? `there is no ${path} in DATABELT_TEST_DATA` : 'DATABELT_TEST_DATA is not set'
  if (process.env.DATABELT_REQUIRE_ALL === '1') throw new Error(`needs ${path}: ${reason}`)
  console.warn(`skipped: needs ${path}: ${reason}`)
  return undefined
}
