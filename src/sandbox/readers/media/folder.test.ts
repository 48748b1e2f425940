import { afterAll, beforeAll, expect, test } from 'vitest'
import { give, giveBack, startSandbox, type TestSandbox } from '../../../../test/support/sandbox.js'
import { zipOf } from '../../../../test/support/zips.js'
import type { SandboxSession } from '../../../stores/sandbox/sandbox.js'
import type { ConvertResult } from '../../tasks/convert.js'
import type { RenderedRow } from '../../tasks/rows.js'

const DEADLINE = { deadlineMs: 120_000 }
let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const NAMES = ['a', 'b', 'c', 'd', 'e']
const FILES = [
  { name: 'metadata.csv', content: `file_name,n\n${NAMES.map((name, i) => `${name}.png,${i}`).join('\n')}` },
  ...NAMES.map((name) => ({ name: `${name}.png`, content: name === 'd' ? Buffer.alloc(200_000_000) : name })),
]

/** The cells of a zip with metadata, of one share of its rows. */
async function read(session: SandboxSession, path: string, share?: { index: number; of: number }) {
  const member = (name: string) => ({ path, name: `a.zip/${name}`, member: name })
  const [metadata, ...files] = FILES.map(({ name }) => member(name))
  const input = { reader: 'imagefolder', options: {}, files, metadata: [metadata], share, output: 'part' }
  const made = await session.ask<ConvertResult>({ name: 'convert', input }, DEADLINE)
  const part = { path: await giveBack(session, 'part', `part-${share?.index ?? ''}`), numRows: made.numRows }
  const page = { parts: [part], features: made.features, offset: 0, length: 100 }
  const { rows } = await session.ask<{ rows: RenderedRow[] }>({ name: 'rows', input: page }, DEADLINE)
  return { notes: made.notes, cells: rows.map(({ cells }) => cells) }
}

test('shares of the rows are all rows, in order; a bomb takes its own row only', async () => {
  await sandbox.use(async (session) => {
    const path = await give(session, 'a.zip', zipOf(FILES))
    const whole = await read(session, path)
    expect(whole.cells.map(([, n]) => n)).toEqual(['0', '1', '2', '3', '4'])
    expect(whole.cells.map(([image]) => image === 'null')).toEqual([false, false, false, true, false])
    expect(whole.notes.broken).toContain('a.zip/d.png')
    const shares = [
      await read(session, path, { index: 0, of: 2 }),
      await read(session, path, { index: 1, of: 2 }),
    ]
    expect(shares.map(({ cells }) => cells.length)).toEqual([2, 3])
    expect(shares.flatMap(({ cells }) => cells.map(([, n]) => n))).toEqual(whole.cells.map(([, n]) => n))
  })
})
