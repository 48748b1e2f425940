import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDataset } from './support/dataset.js'
import { startHub } from './support/hub.js'
import { hubClient } from './support/hub-client.js'
import { seconds } from './support/numbers.js'
import { execute, requireTools } from './support/tools.js'
import { curlToNginx, gitLfs, hubByFetch, hubByGit, hubByPython } from './support/ways.js'

export const about = 'an 88 MB CSV and 3,000 small recordings: push and pull by the hub, git-lfs and curl'

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  requireTools('git', 'git-lfs', 'nginx', 'curl')
  const data = join(context.work, 'data-set')
  await makeDataset(data, context.quick)
  const hub = await startHub(context)
  const tools = { hub, client: hubClient(hub), work: context.work, data, python: context.python }
  const ways = []
  try {
    for (const way of [hubByFetch, gitLfs, curlToNginx, hubByGit, hubByPython]) {
      const ready = await way(tools)
      if (ready) ways.push(ready)
    }
    const times = await measure(context, ways, data)
    const ratios = ways.slice(1).map(({ name }) => ({ of: ways[0].name, to: name }))
    const note = 'the hub and git check every SHA-256; only the hub puts each file through fsync'
    report({ what: 'push of the data set', unit: 's', figures: times.push, ratios, note })
    report({ what: 'pull of the data set', unit: 's', figures: times.pull, ratios })
  } finally {
    for (const way of ways) await way.stop?.()
    await hub.stop()
  }
}

async function measure(context, ways, data) {
  const names = ways.map(({ name }) => name)
  const empty = () => Object.fromEntries(names.map((name) => [name, []]))
  const times = { push: empty(), pull: empty() }
  const expected = await countFiles(data)
  // round 0 warms up
  for (let round = 0; round <= Math.min(3, context.rounds); round++) {
    for (const way of ways) {
      const target = join(context.work, 'pulled')
      await mkdir(target)
      const place = await way.prepare(round)
      await execute('sync')
      const push = await seconds(() => way.push(place))
      const pull = await seconds(() => way.pull(place, target))
      const got = await countFiles(target)
      if (got.files < expected.files || got.bytes < expected.bytes)
        throw new Error(`${way.name} gave back ${JSON.stringify(got)} of ${JSON.stringify(expected)}`)
      await rm(target, { recursive: true })
      await way.forget?.(place)
      if (round === 0) continue
      times.push[way.name].push(push)
      times.pull[way.name].push(pull)
    }
  }
  return times
}

/** Files of the data set itself, without what git adds. @param {string} folder */
async function countFiles(folder) {
  const count = { files: 0, bytes: 0 }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(csv|wav)$/.test(entry.name)) continue
    count.files++
    count.bytes += (await stat(join(entry.path, entry.name))).size
  }
  return count
}
