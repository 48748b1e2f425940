import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSandbox } from '../../src/stores/sandbox/pool.js'
import { DEADLINE_MS, runMutations } from '../support/mutations.js'

const COUNT = 5000

test(`${COUNT} damaged files neither hang nor reach the hub`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'databelt-mutations-'))
  const main = 'dist/sandbox/main.js'
  const sandbox = await openSandbox({
    folder: join(folder, 'work'),
    main,
    memoryBytes: 4 * 2 ** 30,
    spare: 1,
    most: 4,
  })
  try {
    const outcome = await runMutations(sandbox, { count: COUNT, seed: 7 })
    console.log(JSON.stringify(outcome))
    const deaths = Object.values(outcome.deaths).reduce((sum, count) => sum + count, 0)
    expect(outcome.done + outcome.refused + deaths).toBe(COUNT)
    expect(outcome.slowestMs).toBeLessThan(DEADLINE_MS + 5000)
  } finally {
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  }
})
