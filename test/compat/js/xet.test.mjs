// Uploading and downloading by xet with the JavaScript client.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createRepo, downloadFile, fileDownloadInfo, uploadFile } from '@huggingface/hub'
import { noise, recordingFetch, sha256, startHub, unique } from './hub.mjs'

const MIB = 1024 * 1024

describe('xet', () => {
  let hub
  let alice

  before(async () => {
    hub = await startHub()
    alice = { accessToken: hub.user('alice'), hubUrl: hub.url }
  })
  after(() => hub?.stop())

  async function newRepo(options = {}) {
    const repo = { type: 'dataset', name: `alice/${unique()}` }
    await createRepo({ ...alice, repo, ...options })
    return repo
  }

  /** Uploads and returns what the client asked for. */
  async function upload(repo, path, content, options = {}) {
    const { fetch, seen } = recordingFetch()
    await uploadFile({
      ...alice,
      repo,
      file: { path, content: new Blob([content]) },
      useXet: true,
      fetch,
      ...options,
    })
    return seen
  }
  const sentXorbBytes = (seen) =>
    seen
      .filter(({ method, url }) => method === 'POST' && url.includes('/xorbs/'))
      .reduce((sum, request) => sum + request.bodyBytes, 0)
  const bytesOf = async (repo, path, options = {}) =>
    Buffer.from(await (await downloadFile({ ...alice, repo, path, ...options })).arrayBuffer())

  test('043 upload and download', async () => {
    const repo = await newRepo()
    const content = noise(5 * MIB, 'xet')
    const sent = await upload(repo, 'a.bin', content)
    assert.deepEqual(
      sent.filter(({ method }) => method === 'PUT'),
      [],
    )
    assert.ok(sentXorbBytes(sent) >= content.length)
    const info = await fileDownloadInfo({ ...alice, repo, path: 'a.bin' })
    assert.deepEqual([info.size, info.etag], [content.length, `"${sha256(content)}"`])
    assert.match(info.xet.hash, /^[0-9a-f]{64}$/)
    const { fetch, seen } = recordingFetch()
    assert.equal(sha256(await bytesOf(repo, 'a.bin', { fetch })), sha256(content))
    assert.ok(seen.some(({ url, status }) => url.includes('/fetch/') && status === 206))
    assert.equal(sha256(await bytesOf(repo, 'a.bin', { xet: false })), sha256(content))
  })

  test('043 slices', async () => {
    const repo = await newRepo()
    const content = noise(5 * MIB, 'slices')
    await upload(repo, 'a.bin', content)
    const blob = await downloadFile({ ...alice, repo, path: 'a.bin' })
    for (const [start, end] of [
      [0, 1],
      [content.length - 1, content.length],
      [1_500_000, 3_500_000],
    ]) {
      const part = Buffer.from(await blob.slice(start, end).arrayBuffer())
      assert.equal(sha256(part), sha256(content.subarray(start, end)))
    }
  })

  test('a file that repeats itself', async () => {
    const repo = await newRepo()
    const content = Buffer.concat(Array(10).fill(noise(MIB, 'repeated')))
    const sent = await upload(repo, 'a.bin', content)
    assert.ok(sentXorbBytes(sent) < 2 * MIB)
    for (const parallelDownloads of [true, false])
      assert.equal(sha256(await bytesOf(repo, 'a.bin', { parallelDownloads })), sha256(content))
  })

  test('056 a longer version sends what is new', async () => {
    const repo = await newRepo()
    const first = noise(8 * MIB, 'first')
    const longer = Buffer.concat([first, noise(MIB, 'tail')])
    await upload(repo, 'a.bin', first)
    const sent = sentXorbBytes(await upload(repo, 'a.bin', longer))
    assert.ok(sent >= MIB && sent < 1.5 * MIB, `${sent} bytes were sent`)
    assert.equal(sha256(await bytesOf(repo, 'a.bin')), sha256(longer))
  })

  test('070 same content again is not sent', async () => {
    const repo = await newRepo()
    const content = noise(MIB, 'again')
    await upload(repo, 'a.bin', content)
    assert.equal(sentXorbBytes(await upload(repo, 'b.bin', content)), 0)
    assert.equal(sha256(await bytesOf(repo, 'b.bin')), sha256(content))
  })

  test('004 private files need the token', async () => {
    const repo = await newRepo({ visibility: 'private' })
    const content = noise(MIB, 'private')
    await upload(repo, 'a.bin', content)
    await assert.rejects(downloadFile({ hubUrl: hub.url, repo, path: 'a.bin' }), { statusCode: 401 })
    assert.equal(sha256(await bytesOf(repo, 'a.bin')), sha256(content))
  })

  test('a refused address is asked for again', async () => {
    const repo = await newRepo()
    const content = noise(3 * MIB, 'refused')
    await upload(repo, 'a.bin', content)
    let refused = 0
    const refuseOnce = async (input, init) =>
      String(input).includes('/fetch/') && refused++ === 0
        ? new Response('too old', { status: 403 })
        : fetch(input, init)
    assert.equal(sha256(await bytesOf(repo, 'a.bin', { fetch: refuseOnce })), sha256(content))
    assert.ok(refused > 1)
  })

  test('sizes', async () => {
    const repo = await newRepo()
    for (const size of [0, 1, 64 * 1024, 128 * 1024 + 1]) {
      const content = noise(size, `size ${size}`)
      await upload(repo, `${size}.bin`, content)
      assert.equal(sha256(await bytesOf(repo, `${size}.bin`)), sha256(content))
    }
  })

  test('040 odd file names', async () => {
    const repo = await newRepo()
    for (const name of ['데이터/한국어 평가.bin', 'plus+.bin', 'ü.bin']) {
      const content = noise(200_000, name)
      await upload(repo, name, content)
      assert.equal(sha256(await bytesOf(repo, name)), sha256(content))
    }
  })

  test('a file that came by LFS is read as it is', async () => {
    const repo = await newRepo()
    const content = noise(MIB, 'lfs')
    await upload(repo, 'a.bin', content, { useXet: false })
    const info = await fileDownloadInfo({ ...alice, repo, path: 'a.bin' })
    assert.equal(info.xet, undefined)
    assert.equal(sha256(await bytesOf(repo, 'a.bin')), sha256(content))
  })
})
