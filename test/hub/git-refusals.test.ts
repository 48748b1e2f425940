import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type GitHub, startGitHub } from '../support/git-hub.js'

let at: GitHub
let repo: string
let folder: string
beforeAll(async () => {
  at = await startGitHub({ regularFileBytes: '1MiB', packBytes: '6MiB' })
})
afterAll(async () => at?.[Symbol.asyncDispose]())
beforeEach(async () => {
  repo = await at.newRepo()
  folder = await at.person.clone(at.url(repo))
})

/** Pushes; expects that it is refused with these words, and that nothing has changed. */
async function refused(words: string[], ...args: string[]) {
  const before = await at.refs(repo)
  const outcome = await at.person.run(folder, ['push', 'origin', ...args])
  expect(outcome.ok).toBe(false)
  for (const word of words) expect(outcome.err).toContain(word)
  expect(await at.refs(repo)).toEqual(before)
}

/** A commit on main whose only entry is this. */
async function commitWith(entry: Buffer | string): Promise<string> {
  const tree = await at.person.git(folder, ['mktree', '-z', '--missing'], {
    input: Buffer.concat([Buffer.from(entry), Buffer.from([0])]),
  })
  return at.person.git(folder, ['commit-tree', tree, '-p', 'HEAD', '-m', 'Made by hand'])
}
const blob = () => at.person.git(folder, ['hash-object', '-w', '--stdin'], { input: 'x' })

describe('content that is refused', () => {
  test('a plain file over the limit, with the way to git-lfs', async () => {
    await at.person.commit(folder, { '.gitattributes': '', 'deep/big.dat': randomBytes(2 * 1024 * 1024) })
    await refused(['deep/big.dat (2.0 MiB)', 'git lfs migrate import'], 'main')
  })

  test('names that no client could ask for', async () => {
    const oid = await blob()
    const names: [Buffer | string, string][] = [
      ['bad\u202ename', 'control character'],
      ['back\\slash', 'backslash'],
      ['한글'.normalize('NFD'), 'Unicode NFC'],
      ['x'.repeat(256), 'longer than 255'],
      [Buffer.from([0x61, 0xff]), 'not valid UTF-8'],
    ]
    for (const [name, words] of names) {
      const entry = Buffer.concat([Buffer.from(`100644 blob ${oid}\t`), Buffer.from(name)])
      await refused([words], `${await commitWith(entry)}:main`)
    }
  })

  test('submodules', async () => {
    await refused(['submodule'], `${await commitWith(`160000 commit ${'1'.repeat(40)}\tsub`)}:main`)
  })

  test('a path that is too long only as a whole', async () => {
    let tree = await at.person.git(folder, ['mktree'], { input: `100644 blob ${await blob()}\tfile\n` })
    for (let i = 0; i < 25; i++) {
      tree = await at.person.git(folder, ['mktree'], { input: `040000 tree ${tree}\t${'d'.repeat(200)}\n` })
    }
    const commit = await at.person.git(folder, ['commit-tree', tree, '-m', 'Deep'])
    await refused(['longer than 4096'], `${commit}:refs/heads/deep`)
  })

  test('a card that cannot be read, on the default branch only', async () => {
    await at.person.commit(folder, { 'README.md': '---\nlicense: [mit\n---\n' })
    await refused(['README.md'], 'main')
    await at.person.git(folder, ['push', '-q', 'origin', 'main:draft'])
  })

  test('a pack over the limit', async () => {
    const files = Array.from({ length: 9 }, (_, i) => [`${i}.dat`, randomBytes(1024 * 1024)] as const)
    await at.person.commit(folder, { '.gitattributes': '', ...Object.fromEntries(files) })
    await refused(['larger than this hub allows'], 'main')
  })

  test('a few objects that unfold to more paths than there is room for', async () => {
    let tree = await at.person.git(folder, ['mktree'], { input: `100644 blob ${await blob()}\tfile\n` })
    for (let i = 0; i < 9; i++) {
      const entries = Array.from({ length: 16 }, (_, n) => `040000 tree ${tree}\t${n}\n`)
      tree = await at.person.git(folder, ['mktree'], { input: entries.join('') })
    }
    const commit = await at.person.git(folder, ['commit-tree', tree, '-m', 'Bomb'])
    await refused(['in several parts'], `${commit}:refs/heads/bomb`)
  })

  test('a pack that is not one', async () => {
    const request = `${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/x\0 report-status`
    const body = `${(request.length + 4).toString(16).padStart(4, '0')}${request}0000PACK rubbish`
    const answer = await at.hub.call(`/datasets/minji/${repo}/git-receive-pack`, {
      method: 'POST',
      token: at.token,
      body,
    })
    expect(await answer.text()).toMatch(/unpack .+\n.*ng refs\/heads\/x unpacker error/s)
  })
})

describe('refs that are refused', () => {
  test('those the hub keeps itself, and the end of the default branch', async () => {
    await refused(['only branches'], 'HEAD:refs/pr/7')
    await refused(['only branches'], 'HEAD:refs/convert/x')
    await refused(['default branch'], ':main')
  })

  test('names that cannot stand beside others', async () => {
    await at.person.git(folder, ['push', '-q', 'origin', 'HEAD:refs/heads/dir/x'])
    await refused(['folder'], 'HEAD:refs/heads/dir')
    await refused(['folder'], 'HEAD:refs/heads/dir/x/y')
    await refused(['commit id'], `HEAD:refs/heads/${'1'.repeat(40)}`)
  })

  test('tags that lead to no commit', async () => {
    const tree = await at.person.git(folder, ['rev-parse', 'HEAD^{tree}'])
    await refused(['must point at a commit'], `${tree}:refs/tags/tree`)
  })

  test('with --atomic all of them, else only the one', async () => {
    const tip = await at.person.commit(folder, { a: 'a' })
    await refused(['atomic'], '--atomic', 'main', 'HEAD:refs/pr/7')
    const outcome = await at.person.run(folder, ['push', 'origin', 'main', 'HEAD:refs/pr/7'])
    expect(outcome.ok).toBe(false)
    expect(await at.refs(repo)).toEqual({ 'refs/heads/main': tip })
  })
})

describe('people who are refused', () => {
  test('nobody, other people, and tokens that may only read', async () => {
    await at.person.commit(folder, { a: 'a' })
    const reader = await at.hub.user('reader')
    const pushTo = (token: string | null) => at.person.run(folder, ['push', at.url(repo, token), 'main'])
    expect((await pushTo(null)).err).toContain('could not read Username')
    expect((await pushTo(reader)).err).toContain('403')
    expect((await pushTo('dbelt_wrong')).err).toContain('Authentication failed')
  })
})

test('a client that leaves in the middle leaves nothing behind', async () => {
  const request = `${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/x\0 report-status`
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(
        new TextEncoder().encode(`${(request.length + 4).toString(16).padStart(4, '0')}${request}0000PACK`),
      )
    },
  })
  const leave = new AbortController()
  const options = {
    method: 'POST',
    token: at.token,
    body,
    duplex: 'half',
    signal: leave.signal,
  } as RequestInit
  const call = at.hub.call(`/datasets/minji/${repo}/git-receive-pack`, options).catch(() => undefined)
  const pushes = async () => {
    const root = join(at.hub.folder, 'cache', 'git')
    const [work = ''] = await readdir(root)
    return (await readdir(join(root, work, 'push'))).length
  }
  await expect.poll(pushes, { timeout: 10_000 }).toBe(1)
  leave.abort()
  await call
  await expect.poll(pushes, { timeout: 10_000 }).toBe(0)
})
