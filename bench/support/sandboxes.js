import { link, mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { openSandbox } from '../../dist/stores/sandbox/pool.js'

const MAIN = fileURLToPath(new URL('../../dist/sandbox/main.js', import.meta.url))
const MOST_MS = 3_600_000

/** The hub's own processes, without the hub: what of its time is spent in them. */
export async function openSandboxes(folder) {
  await mkdir(folder, { recursive: true })
  const sandbox = await openSandbox({ folder, main: MAIN, memoryBytes: 4 * 2 ** 30, spare: 1, most: 2 })

  /** A CSV file to Parquet, as a commit has it done. */
  async function convert(file) {
    const session = await sandbox.open()
    try {
      const input = session.input('file.csv')
      await link(file, input.path)
      const files = [{ path: input.inside, name: 'file.csv' }]
      const task = { name: 'convert', input: { reader: 'csv', options: {}, files, output: 'part.parquet' } }
      await session.ask(task, { deadlineMs: MOST_MS })
    } finally {
      await session.end()
    }
  }
  const close = async () => {
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { convert, close }
}
