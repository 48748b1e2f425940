import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { openApp } from '../../dist/app.js'
import { parseConfig } from '../../dist/config/config.js'
import { readSettings } from '../../dist/config/env.js'
import { sha256 } from './data.js'
import { commitBody, lfsLine } from './hub-client.js'
import { MEBIBYTE } from './numbers.js'
import { send } from './send.js'
import { sleep } from './tools.js'

const POLL_MS = 50

/** The file of one table in a repo of its own, by LFS. `commit` makes it part of main, which is when tables begin. */
export async function uploadTable(client, name, file) {
  const repo = await client.createRepo(name)
  const open = () => createReadStream(file, { highWaterMark: MEBIBYTE })
  const object = { oid: await sha256(open()), size: (await stat(file)).size, open }
  await client.uploadObjects(repo, [object])
  const path = `train${file.slice(file.lastIndexOf('.'))}`
  const commit = () => client.commit(repo, commitBody(`Add ${path}`, [lfsLine(path, object)]))
  return { repo, name, sha256: object.oid, size: object.size, commit }
}

/** Waits until every table of main is there; answers what `/jobs` says. Throws when one cannot be made. */
export async function tablesReady(client, repo) {
  for (;;) {
    // there is nothing to be found until the hub has seen the commit
    const jobs = await client.call('GET', `${repo.api}/jobs`).catch(() => undefined)
    if (jobs?.state === 'failed' || jobs?.problems.length > 0) throw new Error(JSON.stringify(jobs.problems))
    if (jobs?.state === 'ready') return jobs
    await sleep(POLL_MS)
  }
}

/** Builds in this process what the hub on this folder had no time for: statistics, indexes. The hub must be stopped. */
export async function finishTables(folder) {
  const settings = { port: 0, data: folder, sample: false, maintenance: false, logLevel: 'silent' }
  const app = await openApp(parseConfig(readSettings(settings, {})), { alone: true, log: () => {} })
  try {
    while (await app.services.tableBuilder.buildNext(new AbortController().signal));
  } finally {
    await app.close()
  }
}

/** Milliseconds of one request of the viewer, and what it answered. @param {import('./hub.js').Hub} hub */
export async function askViewer(hub, route, table, query = {}) {
  const search = new URLSearchParams({
    dataset: `admin/${table}`,
    config: 'default',
    split: 'train',
    ...query,
  })
  const start = performance.now()
  const answer = await send('GET', `${hub.url}/${route}?${search}`, {})
  return { ms: performance.now() - start, answer: JSON.parse(answer) }
}
