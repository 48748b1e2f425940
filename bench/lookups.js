import { smallFiles } from './support/data.js'
import { startHub } from './support/hub.js'
import { commitBody, fileLine, hubClient } from './support/hub-client.js'
import { asFastAsPossible, atFixedRate } from './support/load.js'
import { quantile } from './support/numbers.js'

export const about = 'HEAD resolve and tree pages in a repo of many files, at a fixed rate'

const A_FOLDER = 1000
const A_COMMIT = 10_000
const HEADS_A_SECOND = 200
const PAGES_A_SECOND = 10

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  const hub = await startHub(context)
  const client = hubClient(hub)
  const fileCount = context.quick ? 10_000 : 100_000
  const durationS = context.quick ? 5 : 20
  try {
    const repo = await client.createRepo('many')
    const paths = await fill(client, repo, fileCount)
    const pick = (list) => () => list[Math.floor(Math.random() * list.length)]
    const anyFile = pick(paths)
    const head = { method: 'HEAD', url: () => repo.fileUrl(anyFile()) }
    const signedIn = { ...head, headers: { authorization: `Bearer ${hub.token}` } }
    const folders = [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))))]
    const anyFolder = pick(folders)
    const page = { url: () => `${hub.url}${repo.api}/tree/main/${anyFolder()}` }
    const what = `repo of ${fileCount.toLocaleString('en-US')} files`

    await asFastAsPossible({ ...head, connections: 4, durationS: 2 })
    const heads = await inRounds(context, () => atFixedRate({ ...head, rate: HEADS_A_SECOND, durationS }))
    report(latency(`${what}: HEAD resolve, ${HEADS_A_SECOND}/s`, heads))
    const signed = await inRounds(context, () =>
      atFixedRate({ ...signedIn, rate: HEADS_A_SECOND, durationS }),
    )
    report(latency(`${what}: HEAD resolve with a token, ${HEADS_A_SECOND}/s`, signed))
    const pages = await inRounds(context, () => atFixedRate({ ...page, rate: PAGES_A_SECOND, durationS }))
    report(latency(`${what}: tree page of 1,000, ${PAGES_A_SECOND}/s`, pages))
    const most = await inRounds(context, () => asFastAsPossible({ ...head, connections: 16, durationS: 5 }))
    report({ what: `${what}: HEAD resolve, 16 connections`, unit: 'requests/s', figures: { hub: most } })
  } finally {
    await hub.stop()
  }
}

/** @param {import('./support/report.js').Row['figures'][string][]} rounds milliseconds of each request, by round */
const latency = (what, rounds) => ({
  what,
  unit: 'ms',
  figures: {
    'hub p50': rounds.map((times) => quantile(times, 0.5)),
    'hub p99': rounds.map((times) => quantile(times, 0.99)),
  },
})

/** Long rounds: fewer of them are enough. */
async function inRounds(context, measure) {
  const results = []
  for (let round = 0; round < Math.min(3, context.rounds); round++) results.push(await measure())
  return results
}

/** @returns {Promise<string[]>} the paths */
async function fill(client, repo, fileCount) {
  const paths = []
  for (let from = 0; from < fileCount; from += A_COMMIT) {
    const files = []
    for (let at = from; at < from + A_COMMIT; at += A_FOLDER) {
      const folder = String(at / A_FOLDER).padStart(4, '0')
      files.push(...smallFiles(`data/${folder}/`, A_FOLDER, 'lookups'))
    }
    const lines = files.map(({ path, content }) => fileLine(path, content))
    await client.commit(repo, commitBody(`Files from ${from}`, lines))
    paths.push(...files.map((file) => file.path))
  }
  return paths
}
