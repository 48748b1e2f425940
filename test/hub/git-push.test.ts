import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodePointer } from '../../src/codecs/lfs-pointer.js'
import { type GitHub, startGitHub } from '../support/git-hub.js'
import { commitBody, file } from '../support/hub.js'

let at: GitHub
beforeAll(async () => {
  at = await startGitHub()
})
afterAll(async () => at?.[Symbol.asyncDispose]())

/** A clone of a new repo. */
async function begin() {
  const repo = await at.newRepo()
  return { repo, folder: await at.person.clone(at.url(repo)) }
}
const push = (folder: string, ...args: string[]) => at.person.git(folder, ['push', '-q', 'origin', ...args])
const parse = (folder: string, what: string) => at.person.git(folder, ['rev-parse', what])
const json = async (path: string) =>
  (await at.hub.call(`/api/datasets/minji/${path}`, { token: at.token })).json()

describe('a push', () => {
  test('is seen by the API at once, with its files, history and changes', async () => {
    const { repo, folder } = await begin()
    const big = createHash('sha512').update('big').digest('hex').repeat(3000)
    const first = await at.person.commit(
      folder,
      { 'a.txt': 'a', '한글/나.txt': '나', empty: '', 'run.sh': '#!', big },
      '첫째\n\nbody',
    )
    const second = await at.person.commit(folder, { 'a.txt': 'b' }, 'Second')
    await push(folder, 'main')
    expect(await at.refs(repo)).toEqual({ 'refs/heads/main': second })
    expect(await at.files(repo)).toEqual(['.gitattributes', 'a.txt', 'big', 'empty', 'run.sh', '한글/나.txt'])
    expect(
      await (await at.hub.call(`/datasets/minji/${repo}/resolve/main/big`, { token: at.token })).text(),
    ).toBe(big)
    const log = (await json(`${repo}/commits/main`)) as { id: string; title: string; message: string }[]
    expect(log.slice(0, 2)).toMatchObject([
      { id: second, title: 'Second' },
      { id: first, title: '첫째', message: 'body' },
    ])
    const tree = (await json(`${repo}/tree/main?recursive=true&expand=true`)) as {
      path: string
      lastCommit: { id: string }
    }[]
    const last = Object.fromEntries(tree.map((entry) => [entry.path, entry.lastCommit?.id]))
    expect([last['a.txt'], last.big, last['한글/나.txt']]).toEqual([second, first, first])
  })

  test('moves branches and tags, forwards, sideways and away', async () => {
    const { repo, folder } = await begin()
    const one = await at.person.commit(folder, { a: '1' })
    const two = await at.person.commit(folder, { a: '2' })
    await at.person.git(folder, ['tag', '-a', 'v1', '-m', 'One'])
    await at.person.git(folder, ['tag', '-a', 'v2', '-m', 'Of a tag', 'v1'])
    await push(folder, 'main', 'main:copy/x', `${one}:refs/tags/light`, 'v1', 'v2')
    expect(await at.refs(repo)).toEqual({
      'refs/heads/main': two,
      'refs/heads/copy/x': two,
      'refs/tags/light': one,
      'refs/tags/v1': two,
      'refs/tags/v2': two,
    })
    await push(folder, '--force', `${one}:main`, ':copy/x', ':v1')
    expect(await at.refs(repo)).toEqual({
      'refs/heads/main': one,
      'refs/tags/light': one,
      'refs/tags/v2': two,
    })
    // what no ref reaches any more can come back without being sent
    await push(folder, `${two}:refs/heads/again`)
    const fresh = await at.person.clone(at.url(repo))
    expect([await parse(fresh, 'origin/again'), await parse(fresh, 'v2^{commit}')]).toEqual([two, two])
    await at.person.git(fresh, ['fsck', '--strict', '--full'])
  })

  test('of merges, second roots, links and a whole mirror', async () => {
    const { repo, folder } = await begin()
    await at.person.commit(folder, { a: '1' })
    await at.person.git(folder, ['checkout', '-q', '--orphan', 'other'])
    await at.person.commit(folder, { 'z/z': 'z' })
    await at.person.git(folder, ['checkout', '-q', 'main'])
    await at.person.git(folder, ['merge', '-q', '--allow-unrelated-histories', '-m', 'Merge', 'other'])
    const blob = await at.person.git(folder, ['hash-object', '-w', '--stdin'], { input: 'a' })
    await at.person.git(folder, ['update-index', '--add', '--cacheinfo', `120000,${blob},link`])
    await at.person.git(folder, ['commit', '-qm', 'A link'])
    await push(folder, 'main', 'other')
    const mirror = await at.person.clone(at.url(repo), '--mirror')
    const copy = await at.newRepo()
    await at.person.git(mirror, ['push', '-q', '--mirror', at.url(copy)])
    expect(await at.refs(copy)).toEqual(await at.refs(repo))
    const changes = (await json(`${repo}/tree/main?recursive=true&expand=true`)) as {
      path: string
      lastCommit: { title: string }
    }[]
    expect(changes.find((entry) => entry.path === 'z/z')?.lastCommit.title).toBe('Merge')
  })

  test('from a shallow clone', async () => {
    const { repo, folder } = await begin()
    for (const a of ['1', '2', '3']) await at.person.commit(folder, { a })
    await push(folder, 'main')
    const shallow = await at.person.clone(at.url(repo), '--depth', '1')
    const tip = await at.person.commit(shallow, { b: 'b' })
    await push(shallow, 'main')
    expect(await at.refs(repo)).toEqual({ 'refs/heads/main': tip })
  })

  test('after commits of the API is refused until it has fetched them', async () => {
    const { repo, folder } = await begin()
    const body = commitBody('By API', [file('api', 'x')])
    await at.hub.call(`/api/datasets/minji/${repo}/commit/main`, { method: 'POST', token: at.token, body })
    await at.person.commit(folder, { mine: 'x' })
    expect((await at.person.run(folder, ['push', 'origin', 'main'])).err).toContain('rejected')
    await at.person.git(folder, ['pull', '-q', '--rebase'])
    await push(folder, 'main')
    expect(await at.files(repo)).toEqual(['.gitattributes', 'api', 'mine'])
  })
})

describe('pushes at once', () => {
  test('to one branch: one wins, the other is told to fetch', async () => {
    const { repo, folder } = await begin()
    const other = await at.person.clone(at.url(repo))
    const tips = [
      await at.person.commit(folder, { mine: '1' }),
      await at.person.commit(other, { theirs: '2' }),
    ]
    const outcomes = await Promise.all(
      [folder, other].map((each) => at.person.run(each, ['push', 'origin', 'main'])),
    )
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
    expect(outcomes.find((outcome) => !outcome.ok)?.err).toMatch(/fetch first|rejected/)
    expect(await at.refs(repo)).toEqual({
      'refs/heads/main': tips[outcomes.findIndex((outcome) => outcome.ok)],
    })
  })

  test('to several branches: all land', async () => {
    const { repo, folder } = await begin()
    await at.person.commit(folder, { shared: 'x' })
    const names = ['a', 'b', 'c', 'd', 'e']
    const outcomes = await Promise.all(
      names.map((name) => at.person.run(folder, ['push', at.url(repo), `HEAD:refs/heads/${name}`])),
    )
    expect(outcomes.map((outcome) => outcome.err).filter((_, i) => !outcomes[i]?.ok)).toEqual([])
    expect(Object.keys(await at.refs(repo))).toHaveLength(6)
  })
})

describe('large files', () => {
  async function upload(repo: string, content: Buffer) {
    const oid = createHash('sha256').update(content).digest('hex')
    const ask = { operation: 'upload', objects: [{ oid, size: content.length }] }
    const answer = await at.hub.call(`/datasets/minji/${repo}.git/info/lfs/objects/batch`, {
      method: 'POST',
      token: at.token,
      body: JSON.stringify(ask),
    })
    const { objects } = (await answer.json()) as { objects: { actions: { upload: { href: string } } }[] }
    const sent = await fetch(objects[0]?.actions.upload.href ?? '', {
      method: 'PUT',
      body: new Uint8Array(content),
    })
    expect(sent.status).toBe(200)
    return { sha256: oid, size: content.length }
  }

  test('are taken once their bytes have been sent to this repo', async () => {
    const { repo, folder } = await begin()
    const content = Buffer.from('large, in spirit')
    await at.person.commit(folder, {
      '.gitattributes': '',
      'x.bin': encodePointer(await upload(repo, content)),
    })
    await push(folder, 'main')
    expect(
      await (await at.hub.call(`/datasets/minji/${repo}/resolve/main/x.bin`, { token: at.token })).text(),
    ).toBe(content.toString())
  })

  test('of which only the hash is known are refused: a hash gives no right to bytes', async () => {
    const source = await at.newRepo()
    const pointer = await upload(source, Buffer.from('of another repo'))
    const { repo, folder } = await begin()
    await at.person.commit(folder, { '.gitattributes': '', 'deep/x.bin': encodePointer(pointer) })
    const outcome = await at.person.run(folder, ['push', 'origin', 'main'])
    expect(outcome.err).toContain(`LFS object ${pointer.sha256} of deep/x.bin has not been uploaded`)
    expect(await at.files(repo)).toEqual(['.gitattributes'])
  })
})
