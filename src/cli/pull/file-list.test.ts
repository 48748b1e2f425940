import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countFiles, type ListedRow, readList } from './file-list.js'
import { tableLine } from './media-folder.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-list-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const SHA256 = 'ab'.repeat(32)
const cell = (url: string, sha256: string | null = SHA256) => ({
  name: 'a.png',
  extension: null,
  size: 1,
  sha256,
  url,
})
async function listOf(...lines: string[]): Promise<string> {
  const path = join(folder, 'list.jsonl')
  await writeFile(path, lines.map((line) => `${line}\n`).join(''))
  return path
}
async function rowsOf(path: string): Promise<ListedRow[]> {
  const rows: ListedRow[] = []
  for await (const row of readList(path)) rows.push(row)
  return rows
}

test('rows, and how many files they have', async () => {
  const files = JSON.stringify({ picture: cell('/api/x'), back: null })
  const path = await listOf(
    `{"row":3,"media":${files},"values":{"id":12345678901234567890}}`,
    '{"row":4,"media":{"picture":null,"back":null}}',
  )
  expect(await countFiles(path)).toBe(1)
  const [first, second] = await rowsOf(path)
  expect(first?.row).toBe(3)
  expect([...(first?.values ?? [])]).toEqual([['id', '12345678901234567890']])
  expect(second?.values.size).toBe(0)
})

test.each([
  '{"row":1}',
  '{"media":{}}',
  // the token would go to another host: after the address of the hub, this is one's name
  JSON.stringify({ row: 1, media: { picture: cell('@example.org/') } }),
  JSON.stringify({ row: 1, media: { picture: cell('//example.org/') } }),
  JSON.stringify({ row: 1, media: { picture: cell('/x', '../../etc') } }),
])('%s is not a list of ours', async (line) => {
  const path = await listOf(line)
  await expect(rowsOf(path)).rejects.toThrow(/not understood here/)
})

test('a line of the table names each file, and no column of the publisher takes a name for one', () => {
  const row: ListedRow = {
    row: 1,
    media: { picture: cell('/x'), 'the back': cell('/y'), third: null },
    values: new Map([
      ['id', '12345678901234567890'],
      ['file_name', '"mine"'],
      ['photo_file_names', '["mine"]'],
      ['profile_name', '"ok"'],
    ]),
  }
  const files = new Map([
    ['picture', 'a.png'],
    ['the back', 'b.png'],
  ])
  expect(tableLine(row, files)).toBe(
    '{"file_name":"a.png","the back_file_name":"b.png","third_file_name":null,"id":12345678901234567890,' +
      '"file_name:1":"mine","photo_file_names:1":["mine"],"profile_name":"ok"}\n',
  )
})
