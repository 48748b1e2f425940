import { beforeEach, expect, test, vi } from 'vitest'
import { commit } from './commit.js'
import { Upload } from './upload.js'

vi.mock('./ways.js', () => ({ chooseWays: async (_id: string, files: unknown[]) => files.map(() => 'lfs') }))
vi.mock('./hash.js', () => ({ named: () => () => {}, sha256Of: (file: File) => file.text() }))
vi.mock('./objects.js', () => ({ sendObject: async () => 'sent' }))
vi.mock('./commit.js', async (real) => ({ ...(await real<object>()), commit: vi.fn() }))

const wish = (...contents: string[]) => ({
  ...{ id: 'a/b', lines: [], summary: 'Test' },
  files: contents.map((content) => ({ path: 'a.bin', file: new File([content], 'a.bin') })),
})

beforeEach(() => vi.mocked(commit).mockClear())

test('each file has a hash of its own, whatever its path is', async () => {
  const upload = new Upload(wish('one', 'two'))
  expect(await upload.run()).toBe(true)
  const lines = vi.mocked(commit).mock.calls[0]?.[1].lines as { value: { oid: string } }[]
  expect(lines.map(({ value }) => value.oid).sort()).toEqual(['one', 'two'])
})

test('an upload that is stopped, as when its page goes, commits nothing', async () => {
  const upload = new Upload(wish('one'))
  const running = upload.run()
  upload.pause()
  expect(await running).toBe(false)
  expect(upload.snapshot().phase).toBe('paused')
  expect(commit).not.toHaveBeenCalled()
})
