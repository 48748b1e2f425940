import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { generated, sha256 } from './support/data.js'
import { startHub } from './support/hub.js'
import { commitBody, fileLine, hubClient, lfsLine } from './support/hub-client.js'
import { GIBIBYTE, MEBIBYTE } from './support/numbers.js'
import { readRanges, readWhole, requestRate } from './support/readers.js'
import { startNginx, startPlainServer } from './support/servers.js'
import { requireTools } from './support/tools.js'

export const about = 'a big file whole and in 8 ranges, and 4 KiB files, beside a plain Node server and nginx'

const SMALL_BYTES = 4096
const GOAL = { least: 0.8 }

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  requireTools('nginx', 'curl', 'wrk')
  const hub = await startHub(context)
  try {
    await bigFile(context, hub, report)
    await smallFiles(context, hub, report)
  } finally {
    await hub.stop()
  }
}

/** All three serve the very same file of the blob store, from the page cache. */
async function bigFile(context, hub, report) {
  const client = hubClient(hub)
  const repo = await client.createRepo('big')
  const size = context.quick ? 256 * MEBIBYTE : 2 * GIBIBYTE
  const oid = await storeObject(client, repo, 'big.bin', generated(size))
  const path = hub.blobPath(oid)
  const plain = await startPlainServer(dirname(path))
  const nginx = await startNginx({ work: context.work, root: dirname(path) })
  const sides = {
    hub: repo.fileUrl('big.bin'),
    'plain Node': `${plain.url}/${basename(path)}`,
    nginx: `${nginx.url}/${basename(path)}`,
  }
  try {
    const ratios = [
      { of: 'hub', to: 'plain Node', goal: GOAL },
      { of: 'hub', to: 'nginx' },
    ]
    const whole = await inTurn(context.rounds, sides, (url) => readWhole(url, size))
    report({ what: `download of ${size / MEBIBYTE} MiB, one stream`, unit: 'MB/s', figures: whole, ratios })
    const ranges = await inTurn(context.rounds, sides, (url) => readRanges(url, size, 8))
    report({ what: `download of ${size / MEBIBYTE} MiB in 8 ranges`, unit: 'MB/s', figures: ranges, ratios })
  } finally {
    await plain.stop()
    await nginx.stop()
  }
}

async function smallFiles(context, hub, report) {
  const client = hubClient(hub)
  const repo = await client.createRepo('small')
  const count = 500
  const names = Array.from({ length: count }, (_, i) => `f${i}.txt`)
  const content = (name) => Buffer.from(`${name} `.repeat(SMALL_BYTES).slice(0, SMALL_BYTES))
  await client.commit(
    repo,
    commitBody(
      'small files',
      names.map((name) => fileLine(name, content(name))),
    ),
  )
  await storeObject(client, repo, 'lfs.bin', generated(SMALL_BYTES))
  const root = join(context.work, 'small-files')
  await mkdir(root)
  for (const name of names) await writeFile(join(root, name), content(name))
  const plain = await startPlainServer(root)
  const nginx = await startNginx({ work: context.work, root })
  const at = (prefix) => names.map((name) => `${prefix}/${name}`)
  const resolve = `${repo.web}/resolve/main`
  const sides = {
    hub: { base: hub.url, paths: at(resolve) },
    nginx: { base: nginx.url, paths: at('') },
    'plain Node': { base: plain.url, paths: at('') },
    'hub, LFS': { base: hub.url, paths: [`${resolve}/lfs.bin`] },
  }
  try {
    const figures = await inTurn(context.rounds, sides, ({ base, paths }) =>
      requestRate(base, paths, { work: context.work, durationS: context.quick ? 2 : 5 }),
    )
    const ratios = [
      { of: 'hub', to: 'nginx' },
      { of: 'hub', to: 'plain Node' },
    ]
    report({ what: '4 KiB files, 16 connections', unit: 'requests/s', figures, ratios })
  } finally {
    await plain.stop()
    await nginx.stop()
  }
}

/** Puts a generated file into a repo by LFS. */
async function storeObject(client, repo, path, data) {
  const oid = await sha256(data.open())
  const object = { oid, size: data.size, open: data.open }
  await client.uploadObjects(repo, [object])
  await client.commit(repo, commitBody(`Add ${path}`, [lfsLine(path, object)]))
  return oid
}

/** Measures every side once a round, so that what else the machine does hits all alike. */
export async function inTurn(rounds, sides, measure) {
  const figures = Object.fromEntries(Object.keys(sides).map((side) => [side, []]))
  // one round to warm up that nobody counts
  for (const side of Object.values(sides)) await measure(side)
  for (let round = 0; round < rounds; round++) {
    for (const [name, side] of Object.entries(sides)) figures[name].push(await measure(side))
  }
  return figures
}
