// Who is asking, repos, and what is listed, with the JavaScript client. The numbers are the scenarios of
// the other clients' tests of the same name.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  checkRepoAccess,
  commit,
  countCommits,
  createBranch,
  createRepo,
  datasetInfo,
  deleteBranch,
  deleteRepo,
  listCommits,
  listDatasets,
  listFiles,
  listModels,
  modelInfo,
  pathsInfo,
  repoExists,
  whoAmI,
} from '@huggingface/hub'
import { collect, noise, recordingFetch, sha256, startHub, unique } from './hub.mjs'

describe('repos', () => {
  let hub
  let alice
  let bob
  const dataset = (name) => ({ type: 'dataset', name })

  before(async () => {
    hub = await startHub()
    const [aliceToken, bobToken] = [hub.user('alice'), hub.user('bob')]
    alice = { accessToken: aliceToken, hubUrl: hub.url }
    bob = { accessToken: bobToken, hubUrl: hub.url }
  })
  after(() => hub?.stop())

  /** A new data set of alice with these files. */
  async function filled(files = {}, options = {}) {
    const repo = dataset(`alice/${unique()}`)
    await createRepo({ ...alice, repo, ...options })
    if (Object.keys(files).length > 0) await add(repo, files)
    return repo
  }

  const add = (repo, files, options = {}) =>
    commit({
      ...alice,
      repo,
      title: 'Add files',
      useXet: false,
      operations: Object.entries(files).map(([path, content]) => ({
        operation: 'addOrUpdate',
        path,
        content: new Blob([content]),
      })),
      ...options,
    })

  test('001 whoAmI', async () => {
    const me = await whoAmI(alice)
    assert.deepEqual([me.name, me.type, me.auth.accessToken.role], ['alice', 'user', 'write'])
    assert.ok(me.auth.accessToken.createdAt instanceof Date)
    await assert.rejects(whoAmI({ ...alice, accessToken: 'hf_nobody_has_this' }), { statusCode: 401 })
  })

  test('006 checkRepoAccess', async () => {
    const secret = await filled({}, { visibility: 'private' })
    await checkRepoAccess({ ...alice, repo: secret })
    await assert.rejects(checkRepoAccess({ ...bob, repo: secret }), { statusCode: 404 })
    await assert.rejects(checkRepoAccess({ hubUrl: hub.url, repo: secret }), { statusCode: 401 })
  })

  test('011 repoExists', async () => {
    const secret = await filled({}, { visibility: 'private' })
    assert.equal(await repoExists({ ...alice, repo: secret }), true)
    assert.equal(await repoExists({ ...bob, repo: secret }), false)
    assert.equal(await repoExists({ hubUrl: hub.url, repo: secret }), false)
  })

  test('012 createRepo with files makes a first commit that holds them', async () => {
    const repo = dataset(`alice/${unique()}`)
    const content = new Blob(['# 데이터\n'])
    const made = await createRepo({ ...alice, repo, files: [{ path: 'README.md', content }] })
    assert.equal(made.repoUrl, `${hub.url}/datasets/${repo.name}`)
    assert.ok(made.id)
    const paths = (await collect(listFiles({ ...alice, repo }))).map((file) => file.path)
    assert.ok(paths.includes('README.md'))
    await assert.rejects(createRepo({ ...alice, repo }), { statusCode: 409 })
  })

  test('016 deleteRepo', async () => {
    const repo = await filled()
    await assert.rejects(deleteRepo({ ...bob, repo }), { statusCode: 403 })
    await deleteRepo({ ...alice, repo })
    assert.equal(await repoExists({ ...alice, repo }), false)
  })

  test('019 datasetInfo asks for the revision HEAD', async () => {
    const repo = await filled()
    const info = await datasetInfo({
      hubUrl: hub.url,
      name: repo.name,
      additionalFields: ['sha', 'tags', 'author'],
    })
    assert.deepEqual([info.name, info.private, info.gated, info.author], [repo.name, false, false, 'alice'])
    assert.match(info.sha, /^[0-9a-f]{40}$/)
    assert.ok(!Number.isNaN(info.updatedAt.getTime()))
    await assert.rejects(datasetInfo({ hubUrl: hub.url, name: repo.name, revision: 'nope' }), {
      statusCode: 404,
    })
  })

  test('019 modelInfo and listModels', async () => {
    const name = `alice/${unique('model')}`
    await createRepo({ ...alice, repo: { type: 'model', name } })
    assert.equal((await modelInfo({ hubUrl: hub.url, name })).name, name)
    const listed = await collect(
      listModels({ hubUrl: hub.url, search: { owner: 'alice', query: name.split('/')[1] } }),
    )
    assert.deepEqual(
      listed.map((model) => model.name),
      [name],
    )
  })

  test('021 listDatasets over many pages finds each once', async () => {
    const word = unique('paged')
    const names = Array.from({ length: 11 }, (_, i) => `alice/${word}-${i}`)
    for (const name of names) await createRepo({ ...alice, repo: dataset(name) })
    const small = recordingFetch((url) => url.replace('limit=500', 'limit=4'))
    const search = { owner: 'alice', query: word }
    const listed = await collect(
      listDatasets({ hubUrl: hub.url, search, fetch: small.fetch, sort: 'lastModified' }),
    )
    assert.deepEqual(
      listed.map((entry) => entry.name),
      names.toReversed(),
    )
    assert.equal(small.seen.length, 3)
    assert.equal((await collect(listDatasets({ hubUrl: hub.url, search, limit: 3 }))).length, 3)
  })

  test('026 listFiles of a pull request sends its revision unquoted', async () => {
    const repo = await filled({ 'a.txt': 'a' })
    const pull = await add(repo, { 'data/b.txt': 'b', 'data/sub dir/c.txt': 'c' }, { isPullRequest: true })
    assert.equal(pull.pullRequestUrl, `${hub.url}/datasets/${repo.name}/discussions/1`)
    const options = { ...alice, repo, revision: 'refs/pr/1', recursive: true }
    const paths = (await collect(listFiles({ ...options, path: 'data' }))).map((file) => file.path)
    assert.deepEqual(paths, ['data/b.txt', 'data/sub dir', 'data/sub dir/c.txt'])
    const deeper = await collect(listFiles({ ...options, path: 'data/sub dir' }))
    assert.deepEqual(
      deeper.map((file) => file.path),
      ['data/sub dir/c.txt'],
    )
    await assert.rejects(collect(listFiles({ ...alice, repo, path: 'data' })), { statusCode: 404 })
  })

  test('028 listFiles with expand tells the last commit', async () => {
    const repo = await filled({ 'a.txt': 'a' })
    const files = await collect(listFiles({ ...alice, repo, expand: true }))
    const file = files.find((entry) => entry.path === 'a.txt')
    assert.equal(file.lastCommit.title, 'Add files')
    assert.equal(file.size, 1)
  })

  test('029 pathsInfo as JSON leaves out what is missing', async () => {
    const content = noise(100_000)
    const repo = await filled({ 'a.txt': 'a', 'dir/b.bin': content })
    const found = await pathsInfo({
      ...alice,
      repo,
      paths: ['a.txt', 'missing', 'dir', 'dir/b.bin'],
      expand: true,
    })
    assert.deepEqual(found.map((entry) => [entry.path, entry.type]).sort(), [
      ['a.txt', 'file'],
      ['dir', 'directory'],
      ['dir/b.bin', 'file'],
    ])
    const big = found.find((entry) => entry.path === 'dir/b.bin')
    assert.deepEqual([big.lfs.oid, big.lfs.size], [sha256(content), content.length])
  })

  test('031 countCommits equals the number listed', async () => {
    const repo = await filled({ 'a.txt': '1' })
    await add(repo, { 'a.txt': '2' }, { title: 'Second', description: 'With words' })
    const commits = await collect(listCommits({ ...alice, repo }))
    assert.deepEqual(
      commits.slice(0, 2).map((entry) => entry.title),
      ['Second', 'Add files'],
    )
    assert.deepEqual([commits[0].message, commits[0].authors[0].username], ['With words', 'alice'])
    assert.equal(await countCommits({ ...alice, repo, revision: 'main' }), commits.length)
    assert.equal((await collect(listCommits({ ...alice, repo, batchSize: 1 }))).length, commits.length)
  })

  test('032 createBranch and deleteBranch', async () => {
    const repo = await filled({ 'a.txt': 'a' })
    await createBranch({ ...alice, repo, branch: 'feat/x' })
    await assert.rejects(createBranch({ ...alice, repo, branch: 'feat/x' }), { statusCode: 409 })
    await createBranch({ ...alice, repo, branch: 'feat/x', overwrite: true })
    await createBranch({ ...alice, repo, branch: 'empty', empty: true })
    assert.equal((await collect(listFiles({ ...alice, repo, revision: 'feat/x' }))).length, 2)
    assert.deepEqual(await collect(listFiles({ ...alice, repo, revision: 'empty' })), [])
    await deleteBranch({ ...alice, repo, branch: 'feat/x' })
    await assert.rejects(deleteBranch({ ...alice, repo, branch: 'main' }), { statusCode: 403 })
  })

  test('024 listFiles over many pages', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1200 }, (_, i) => [`f/${String(i).padStart(5, '0')}`, `${i}`]),
    )
    const repo = await filled(files)
    const paths = (await collect(listFiles({ ...alice, repo, path: 'f' }))).map((file) => file.path)
    assert.deepEqual(paths, Object.keys(files))
  })
})
