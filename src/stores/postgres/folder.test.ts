import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findPlace } from './folder.js'

const isRoot = process.getuid?.() === 0
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-place-'))
  await mkdir(join(folder, 'postgres'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a database stays where it was put, whoever may reach the folder by now', async () => {
  const elsewhere = join(folder, 'elsewhere')
  await mkdir(elsewhere)
  await writeFile(join(folder, 'postgres', 'location'), `${elsewhere}\n`)
  for (const mode of [0o755, 0o700]) {
    await chmod(folder, mode)
    expect((await findPlace(folder)).dataFolder).toBe(join(elsewhere, 'data'))
  }
})

test('a database that is not where it was put is missed, not begun anew', async () => {
  await writeFile(join(folder, 'postgres', 'location'), `${join(folder, 'gone')}\n`)
  await expect(findPlace(folder)).rejects.toThrow(/was put in .*gone .* not there/)
})

test.skipIf(!isRoot)(
  'a database whose folder was closed is not begun anew elsewhere (a thing of hubs that run as root)',
  async () => {
    await mkdir(join(folder, 'postgres', 'data'))
    await chmod(folder, 0o755)
    expect((await findPlace(folder)).dataFolder).toBe(join(folder, 'postgres', 'data'))
    await chmod(folder, 0o700)
    await expect(findPlace(folder)).rejects.toThrow(/can no longer reach it/)
  },
)
