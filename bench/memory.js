import { generated, sha256 } from './support/data.js'
import { startHub } from './support/hub.js'
import { commitBody, hubClient, lfsLine } from './support/hub-client.js'
import { MEBIBYTE } from './support/numbers.js'
import { peakDuring, residentOf, treeOf } from './support/process-memory.js'
import { readRanges, readWhole } from './support/readers.js'
import { requireTools, sleep } from './support/tools.js'

export const about = 'memory of the hub while a 6 GB file goes in and out (Linux)'

const GOAL = { most: 150 }
const SETTLE_MS = 3000

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  if (process.platform !== 'linux') throw new Error('this benchmark reads /proc, which only Linux has')
  requireTools('curl')
  const hub = await startHub(context)
  const client = hubClient(hub)
  const size = context.quick ? 512 * MEBIBYTE : 6e9
  try {
    await sleep(SETTLE_MS)
    const idle = { own: residentOf(hub.pid).now, tree: treeOf(hub.pid) }
    report({
      what: 'memory when idle',
      unit: 'MiB',
      figures: { hub: [idle.own], 'with its PostgreSQL': [idle.tree] },
    })
    const repo = await client.createRepo('memory')
    const data = generated(size)
    const oid = await sha256(data.open())
    const url = repo.fileUrl('big.bin')
    const phases = {
      'upload by LFS': async () => {
        const object = { oid, size, open: data.open }
        await client.uploadObjects(repo, [object])
        await client.commit(repo, commitBody('Add big.bin', [lfsLine('big.bin', object)]))
      },
      download: () => readWhole(url, size),
      'download in 8 ranges': () => readRanges(url, size, 8),
    }
    for (const [name, work] of Object.entries(phases)) {
      const peak = await peakDuring(hub.pid, work)
      report({
        what: `memory over idle, ${name} of ${(size / 1e9).toFixed(1)} GB`,
        unit: 'MiB',
        figures: { hub: [peak.own - idle.own], 'with its PostgreSQL': [peak.tree - idle.tree] },
        goal: GOAL,
      })
    }
  } finally {
    await hub.stop()
  }
}
