import { send } from './send.js'

const BATCH = 256

/** The Hub API and LFS, as the stock clients use them. @param {import('./hub.js').Hub} hub */
export function hubClient(hub) {
  const authorization = `Bearer ${hub.token}`

  /** @param {string} method @param {string} path @param {unknown} [body] @param {string} [type] */
  async function call(method, path, body, type = 'application/json') {
    const raw = typeof body === 'string' || Buffer.isBuffer(body)
    const bytes = body === undefined ? undefined : Buffer.from(raw ? body : JSON.stringify(body))
    const headers = { authorization, 'content-type': type, 'content-length': bytes?.length ?? 0 }
    const text = await send(method, path.startsWith('http') ? path : hub.url + path, headers, bytes)
    return text === '' ? undefined : JSON.parse(text)
  }

  /** @param {string} name @returns {Promise<Repo>} */
  async function createRepo(name) {
    await call('POST', '/api/repos/create', { name, type: 'dataset', private: false })
    const api = `/api/datasets/admin/${name}`
    const web = `/datasets/admin/${name}`
    return {
      api,
      web,
      lfs: `${web}.git/info/lfs`,
      fileUrl: (path) => `${hub.url}${web}/resolve/main/${path}`,
    }
  }

  /** @param {Repo} repo @param {string | Buffer} body from `commitBody` */
  const commit = (repo, body) => call('POST', `${repo.api}/commit/main`, body, 'application/x-ndjson')

  /** Answers the mode for each path. @param {Repo} repo @param {{ path: string, sample: string, size: number }[]} files */
  async function preupload(repo, files) {
    const modes = new Map()
    for (let at = 0; at < files.length; at += BATCH) {
      const answer = await call('POST', `${repo.api}/preupload/main`, { files: files.slice(at, at + BATCH) })
      for (const file of answer.files) modes.set(file.path, file.uploadMode)
    }
    return modes
  }

  /** LFS batch, PUT and verify. @param {Repo} repo @param {{ oid: string, size: number, open: () => AsyncIterable<Buffer> }[]} objects */
  async function uploadObjects(repo, objects, parallel = 8) {
    for (let at = 0; at < objects.length; at += BATCH) {
      const some = objects.slice(at, at + BATCH)
      const byOid = new Map(some.map((object) => [object.oid, object]))
      const answer = await call('POST', `${repo.lfs}/objects/batch`, {
        operation: 'upload',
        transfers: ['basic'],
        objects: some.map(({ oid, size }) => ({ oid, size })),
        hash_algo: 'sha256',
      })
      await eachOf(answer.objects, parallel, async ({ oid, actions }) => {
        if (!actions) return
        const object = byOid.get(oid)
        await send('PUT', actions.upload.href, { 'content-length': object.size }, object.open())
        if (actions.verify) await call('POST', actions.verify.href, { oid, size: object.size })
      })
    }
  }

  /** What LFS says to do with one object. @param {Repo} repo @param {{ oid: string, size: number }} object */
  async function planUpload(repo, object) {
    const ask = { operation: 'upload', transfers: ['basic'], objects: [object], hash_algo: 'sha256' }
    return (await call('POST', `${repo.lfs}/objects/batch`, ask)).objects[0].actions
  }

  return { call, createRepo, commit, preupload, uploadObjects, planUpload }
}

/**
 * @typedef {object} Repo
 * @property {string} api
 * @property {string} web
 * @property {string} lfs
 * @property {(path: string) => string} fileUrl
 */

/** Runs `work` for each item, `parallel` at a time. */
export async function eachOf(items, parallel, work) {
  const queue = items.values()
  const workers = Array.from({ length: parallel }, async () => {
    for (const item of queue) await work(item)
  })
  await Promise.all(workers)
}

/** A commit as NDJSON. @param {string} summary @param {{ key: string, value: object }[]} operations */
export const commitBody = (summary, operations) =>
  [{ key: 'header', value: { summary } }, ...operations].map((line) => JSON.stringify(line)).join('\n')

/** @param {string} path @param {Buffer} content */
export const fileLine = (path, content) => ({
  key: 'file',
  value: { path, content: content.toString('base64'), encoding: 'base64' },
})

/** @param {string} path @param {{ oid: string, size: number }} object */
export const lfsLine = (path, { oid, size }) => ({
  key: 'lfsFile',
  value: { path, algo: 'sha256', oid, size },
})
