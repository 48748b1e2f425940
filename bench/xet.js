import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { countingProxy } from './support/counting-proxy.js'
import { makeDataset } from './support/dataset.js'
import { startHub } from './support/hub.js'
import { hubClient } from './support/hub-client.js'
import { GIBIBYTE, MEBIBYTE, megabytesASecond } from './support/numbers.js'
import { peakDuring, residentOf } from './support/process-memory.js'
import { overwrite, writeRandomFile } from './support/random-file.js'
import { execute } from './support/tools.js'

export const about = 'the same files by xet and by LFS, with huggingface_hub (needs --python with hf_xet)'

const TRANSFER = fileURLToPath(new URL('support/transfer.py', import.meta.url))
const SNAPSHOTS = 30
const CHANGED_SHARE = 0.01
const EDIT_BYTES = 1_000_000

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  if (!context.python) throw new Error('name a Python that has huggingface_hub and hf_xet: --python FILE')
  const hub = await startHub(context)
  const bench = { context, report, hub, client: hubClient(hub) }
  try {
    await throughput(bench)
    await edit(bench)
    await snapshots(bench)
    await memory(bench)
  } finally {
    await hub.stop()
  }
}

/** Another file each round, by both ways, each into a repo of its own. */
async function throughput({ context, report, hub, client }) {
  const size = context.quick ? 256 * MEBIBYTE : 2 * GIBIBYTE
  const path = join(context.work, 'big.bin')
  const up = { xet: [], LFS: [] }
  const down = { xet: [], LFS: [] }
  for (const name of ['xet', 'LFS']) await client.createRepo(`speed-${name}`)
  // round 0 warms up
  for (let round = 0; round <= Math.min(3, context.rounds); round++) {
    await writeRandomFile(path, size)
    for (const way of ['xet', 'LFS']) {
      const person = await newPerson(context, hub.url, hub.token, way)
      const args = [`admin/speed-${way}`, `${round}.bin`]
      const sent = await person.upload(path, ...args)
      const got = await person.download(...args)
      await person.forget()
      if (round === 0) continue
      up[way].push(megabytesASecond(size, sent))
      down[way].push(megabytesASecond(size, got))
    }
  }
  await rm(path)
  const what = `of ${size / MEBIBYTE} MiB by huggingface_hub`
  report({ what: `upload ${what}`, unit: 'MB/s', figures: up, ratios: [goal(0.7)] })
  report({ what: `download ${what}`, unit: 'MB/s', figures: down, ratios: [goal(0.5)] })
}
const goal = (least) => ({ of: 'xet', to: 'LFS', goal: { least } })

/** A megabyte in the middle of a big file changes, and it is uploaded again. */
async function edit({ context, report, hub, client }) {
  const size = context.quick ? 256 * MEBIBYTE : 5e9
  const path = join(context.work, 'edited.bin')
  const proxy = await countingProxy(hub.url)
  const what = `1 MB changed in the middle of ${(size / 1e9).toFixed(1)} GB, uploaded again`
  let edits = 0
  /** Seconds, and megabytes to the hub and from it. */
  const editBy = async (person, way) => {
    await overwrite(path, Math.floor(size / 2) + EDIT_BYTES * edits++, EDIT_BYTES)
    Object.assign(proxy.counts, { sent: 0, received: 0 })
    const seconds = await person.upload(path, `admin/edit-${way}`, 'a.bin')
    return { seconds: [seconds], sent: [proxy.counts.sent / 1e6], received: [proxy.counts.received / 1e6] }
  }
  const firstThenEdit = async (way) => {
    await client.createRepo(`edit-${way}`)
    const person = await newPerson(context, proxy.url, hub.token, way)
    await person.upload(path, `admin/edit-${way}`, 'a.bin')
    return { person, edited: await editBy(person, way) }
  }
  try {
    await writeRandomFile(path, size)
    const { person, edited: xet } = await firstThenEdit('xet')
    const next = await editBy(person, 'xet')
    await person.forget()
    const stranger = await newPerson(context, proxy.url, hub.token, 'xet')
    const elsewhere = await editBy(stranger, 'xet')
    await stranger.forget()
    const { person: plain, edited: LFS } = await firstThenEdit('LFS')
    await plain.forget()
    const sent = { unit: 'MB', goal: { most: 2 } }
    report({ what: `${what}: bytes sent`, figures: { xet: xet.sent, LFS: LFS.sent }, ...sent })
    report({ what: 'the next such edit: bytes sent', figures: { xet: next.sent }, ...sent })
    report({
      what: 'an edit by a client without a cache: bytes sent',
      figures: { xet: elsewhere.sent },
      ...sent,
    })
    const received = { xet: xet.received, 'without a cache': elsewhere.received }
    report({ what: `${what}: bytes received`, unit: 'MB', figures: received })
    const seconds = { xet: xet.seconds, LFS: LFS.seconds }
    report({ what, unit: 's', figures: seconds, ratios: [{ of: 'xet', to: 'LFS' }] })
  } finally {
    proxy.stop()
    await rm(path, { force: true })
  }
}

/** A table of which another run of rows changes from snapshot to snapshot. */
async function snapshots({ context, report, hub, client }) {
  const data = join(context.work, 'snapshots')
  await makeDataset(data, false)
  const path = join(data, 'reviews.csv')
  const rows = (await readFile(path, 'utf8')).split('\n')
  const repo = await client.createRepo('snapshots')
  const person = await newPerson(context, hub.url, hub.token, 'xet')
  let first = 0
  for (let i = 0; i < SNAPSHOTS; i++) {
    const changed = Math.floor(rows.length * CHANGED_SHARE)
    const at = Math.floor((((i * 7919) % 97) / 97) * (rows.length - changed))
    for (let row = at; i > 0 && row < at + changed; row++) rows[row] = `${rows[row]} (${i})`
    await writeFile(path, rows.join('\n'))
    await person.upload(path, 'admin/snapshots', 'reviews.csv')
    if (i === 0) first = (await client.call('GET', `${repo.api}/storage`)).storedBytes
  }
  await person.forget()
  const { storedBytes, logicalBytes } = await client.call('GET', `${repo.api}/storage`)
  await rm(data, { recursive: true })
  const note = `${(logicalBytes / 1e6).toFixed(0)} MB of files take ${(storedBytes / 1e6).toFixed(0)} MB`
  const what = `${SNAPSHOTS} snapshots of a table with 1 % of its rows changed: stored, of one`
  report({ what, unit: 'times', figures: { hub: [storedBytes / first] }, goal: { most: 1.4 }, note })
}

/** Whether the hub's memory grows with the file. */
async function memory({ context, report, hub, client }) {
  const small = context.quick ? 64 * MEBIBYTE : GIBIBYTE
  const path = join(context.work, 'memory.bin')
  await client.createRepo('memory')
  const idle = residentOf(hub.pid).now
  for (const size of [small, 4 * small]) {
    await writeRandomFile(path, size)
    const person = await newPerson(context, hub.url, hub.token, 'xet')
    const name = `${size}.bin`
    const up = await peakDuring(hub.pid, () => person.upload(path, 'admin/memory', name))
    const down = await peakDuring(hub.pid, () => person.download('admin/memory', name))
    await person.forget()
    const what = `memory over idle, ${size / MEBIBYTE} MiB by xet`
    report({ what: `${what}, upload`, unit: 'MiB', figures: { hub: [up.own - idle] } })
    report({ what: `${what}, download`, unit: 'MiB', figures: { hub: [down.own - idle] } })
  }
  await rm(path)
}

/** Somebody with an empty home; every call is a new process. @param {'xet' | 'LFS'} way */
async function newPerson({ work, python }, url, token, way) {
  const home = await mkdtemp(join(work, 'home-'))
  const env = {
    ...process.env,
    HF_ENDPOINT: url,
    HF_TOKEN: token,
    HF_HOME: home,
    HF_XET_CACHE: join(home, 'xet'),
    HF_HUB_DISABLE_TELEMETRY: '1',
    HF_HUB_DISABLE_XET: way === 'LFS' ? '1' : '0',
  }
  const transfer = async (...args) => Number((await execute(python, [TRANSFER, ...args], { env })).stdout)
  return {
    upload: (file, repo, path) => transfer('upload', file, repo, path),
    download: (repo, path) => transfer('download', repo, path, join(home, 'got')),
    forget: () => rm(home, { recursive: true, force: true }),
  }
}
