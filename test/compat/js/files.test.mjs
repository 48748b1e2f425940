// Uploading and downloading with the JavaScript client.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  commit,
  createRepo,
  deleteFile,
  deleteFiles,
  downloadFile,
  downloadFileToCacheDir,
  fileDownloadInfo,
  fileExists,
  listCommits,
  listFiles,
  snapshotDownload,
  uploadFile,
  uploadFiles,
} from '@huggingface/hub'
import { collect, noise, recordingFetch, sha256, startHub, unique } from './hub.mjs'

const MIB = 1024 * 1024

describe('files', () => {
  let hub
  let alice
  let cacheDir

  before(async () => {
    hub = await startHub({ DATABELT_LFS_PART_BYTES: String(6 * MIB) })
    alice = { accessToken: hub.user('alice'), hubUrl: hub.url, useXet: false }
    cacheDir = mkdtempSync(join(tmpdir(), 'databelt-compat-js-cache-'))
  })
  after(async () => {
    await hub?.stop()
    rmSync(cacheDir, { recursive: true, force: true })
  })

  async function newRepo() {
    const repo = { type: 'dataset', name: `alice/${unique()}` }
    await createRepo({ ...alice, repo })
    return repo
  }

  const files = (contents) =>
    Object.entries(contents).map(([path, content]) => ({ path, content: new Blob([content]) }))
  const pathsOf = async (repo) =>
    (await collect(listFiles({ ...alice, repo, recursive: true })))
      .filter((entry) => entry.type === 'file' && entry.path !== '.gitattributes')
      .map((entry) => entry.path)
  const bytesOf = async (repo, path, options = {}) =>
    Buffer.from(await (await downloadFile({ ...alice, repo, path, ...options })).arrayBuffer())

  test('040 odd file names round-trip', async () => {
    const repo = await newRepo()
    const names = ['with space.txt', 'plus+.txt', '한글/日本語.txt', 'ü.txt']
    await uploadFiles({ ...alice, repo, files: files(Object.fromEntries(names.map((name) => [name, name]))) })
    for (const name of names) assert.equal(String(await bytesOf(repo, name)), name)
  })

  test('041 fileDownloadInfo of an empty file', async () => {
    const repo = await newRepo()
    await uploadFiles({ ...alice, repo, files: files({ 'empty.txt': '' }) })
    const info = await fileDownloadInfo({ ...alice, repo, path: 'empty.txt' })
    assert.equal(info.size, 0)
    assert.equal((await bytesOf(repo, 'empty.txt')).length, 0)
  })

  test('043 downloadFile reads slices by ranges', async () => {
    const repo = await newRepo()
    const content = noise(3 * MIB)
    await uploadFile({ ...alice, repo, file: { path: 'a.bin', content: new Blob([content]) } })
    const recorded = recordingFetch()
    const blob = await downloadFile({ ...alice, repo, path: 'a.bin', fetch: recorded.fetch })
    assert.equal(blob.size, content.length)
    const part = Buffer.from(await blob.slice(1_500_000, 2_500_000).arrayBuffer())
    assert.equal(sha256(part), sha256(content.subarray(1_500_000, 2_500_000)))
    assert.deepEqual(
      recorded.seen.map((request) => request.status),
      [206, 206],
    )
    const info = await fileDownloadInfo({ ...alice, repo, path: 'a.bin' })
    assert.deepEqual([info.etag, info.size, info.xet], [`"${sha256(content)}"`, content.length, undefined])
  })

  test('043 fileDownloadInfo of the pointer and of a missing file', async () => {
    const repo = await newRepo()
    await uploadFile({ ...alice, repo, file: { path: 'a.bin', content: new Blob([noise(MIB)]) } })
    const pointer = await fileDownloadInfo({ ...alice, repo, path: 'a.bin', raw: true })
    assert.ok(pointer.size < 200)
    assert.equal(await fileDownloadInfo({ ...alice, repo, path: 'none.bin' }), null)
    assert.equal(await downloadFile({ ...alice, repo, path: 'none.bin' }), null)
    assert.equal(await fileExists({ ...alice, repo, path: 'a.bin' }), true)
    assert.equal(await fileExists({ ...alice, repo, path: 'none.bin' }), false)
  })

  test('035 downloadFileToCacheDir and snapshotDownload', async () => {
    const repo = await newRepo()
    const content = noise(MIB, 'snapshot')
    await uploadFiles({ ...alice, repo, files: files({ 'a.txt': 'text', 'deep/b.bin': content }) })
    const path = await downloadFileToCacheDir({ ...alice, repo, path: 'a.txt', cacheDir })
    assert.equal(readFileSync(path, 'utf8'), 'text')
    const folder = await snapshotDownload({ ...alice, repo, cacheDir })
    assert.equal(sha256(readFileSync(join(folder, 'deep/b.bin'))), sha256(content))
  })

  test('055 multipart upload sends parts in order', async () => {
    const repo = await newRepo()
    const content = noise(15 * MIB, 'parts')
    const recorded = recordingFetch()
    await uploadFile({
      ...alice,
      repo,
      file: { path: 'big.bin', content: new Blob([content]) },
      fetch: recorded.fetch,
    })
    assert.equal(recorded.seen.filter((request) => request.method === 'PUT').length, 3)
    assert.equal(sha256(await bytesOf(repo, 'big.bin')), sha256(content))
  })

  test('070 uploadFiles, deleteFiles and commit with a parent', async () => {
    const repo = await newRepo()
    const first = await uploadFiles({
      ...alice,
      repo,
      files: files({ 'a.txt': 'a', 'b/c.bin': noise(MIB), 'README.md': '---\nlicense: mit\n---\n' }),
      commitTitle: 'All',
    })
    assert.equal(first.commit.url, `${hub.url}/datasets/${repo.name}/commit/${first.commit.oid}`)
    assert.deepEqual((await pathsOf(repo)).sort(), ['README.md', 'a.txt', 'b/c.bin'])
    const change = (parentCommit, text) =>
      commit({
        ...alice,
        repo,
        title: 'Change',
        parentCommit,
        operations: [{ operation: 'addOrUpdate', path: 'a.txt', content: new Blob([text]) }],
      })
    const second = await change(first.commit.oid, 'changed')
    await assert.rejects(change(first.commit.oid, 'too late'), { statusCode: 412 })
    assert.equal(String(await bytesOf(repo, 'a.txt')), 'changed')
    assert.equal(String(await bytesOf(repo, 'a.txt', { revision: first.commit.oid })), 'a')
    await deleteFiles({ ...alice, repo, paths: ['b/c.bin', 'README.md'], parentCommit: second.commit.oid })
    await deleteFile({ ...alice, repo, path: 'a.txt' })
    assert.deepEqual(await pathsOf(repo), [])
    assert.equal((await collect(listCommits({ ...alice, repo }))).length, 5)
  })

  test('070 same content again is not sent', async () => {
    const repo = await newRepo()
    const content = noise(MIB, 'again')
    await uploadFile({ ...alice, repo, file: { path: 'a.bin', content: new Blob([content]) } })
    const recorded = recordingFetch()
    await uploadFile({
      ...alice,
      repo,
      file: { path: 'b.bin', content: new Blob([content]) },
      fetch: recorded.fetch,
    })
    assert.deepEqual(
      recorded.seen.filter((request) => request.method === 'PUT'),
      [],
    )
    assert.equal(sha256(await bytesOf(repo, 'b.bin')), sha256(content))
  })

  test('004 private files need the token', async () => {
    const repo = { type: 'dataset', name: `alice/${unique('secret')}` }
    await createRepo({ ...alice, repo, visibility: 'private' })
    await uploadFile({ ...alice, repo, file: { path: 'a.txt', content: new Blob(['a']) } })
    await assert.rejects(downloadFile({ hubUrl: hub.url, repo, path: 'a.txt' }), { statusCode: 401 })
    assert.equal(String(await bytesOf(repo, 'a.txt')), 'a')
  })

  test('names in decomposed form are stored composed', async () => {
    const repo = await newRepo()
    const name = '데이터/평가.csv'
    await uploadFile({ ...alice, repo, file: { path: name.normalize('NFD'), content: new Blob(['x']) } })
    assert.deepEqual(await pathsOf(repo), [name])
    assert.equal(String(await bytesOf(repo, name.normalize('NFD'))), 'x')
  })
})
