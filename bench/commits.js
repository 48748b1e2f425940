import { smallFiles } from './support/data.js'
import { startHub } from './support/hub.js'
import { commitBody, fileLine, hubClient } from './support/hub-client.js'
import { median, seconds } from './support/numbers.js'

export const about = 'commits of many small files, and whether the hundredth is slower than the first'

const GOAL = { most: 1.2 }
/** Commits at each end that are compared; one alone is noise. */
const EDGE = 10

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  const hub = await startHub(context)
  const client = hubClient(hub)
  try {
    await intoNewRepos(client, context, report)
    const thousands = { client, files: 1000, commits: context.quick ? 12 : 100 }
    report(await inSeries({ ...thousands, name: 'own-folders', layout: 'a folder for each' }))
    report(await inSeries({ ...thousands, name: 'one-folder', layout: 'all in one folder' }))
    if (context.quick) return
    const commits = context.long ? 100 : 12
    report(await inSeries({ client, files: 10_000, commits, name: 'tens', layout: 'a folder for each' }))
  } finally {
    await hub.stop()
  }
}

async function intoNewRepos(client, context, report) {
  // a process that has just started compiles its code first
  for (let i = 0; i < 3; i++) await commitFiles(client, await client.createRepo(`warm-${i}`), 1000, 'w')
  for (const files of context.quick ? [1000] : [1000, 10_000]) {
    const times = []
    for (let round = 0; round < Math.min(3, context.rounds); round++) {
      const repo = await client.createRepo(`new-${files}-${round}`)
      times.push(await commitFiles(client, repo, files, 'data'))
    }
    const what = `commit of ${files.toLocaleString('en-US')} files of 1 kB into a new repo`
    report({ what, unit: 's', figures: { hub: times } })
  }
}

/** Many commits to one repo: are the last slower than the first? */
async function inSeries({ client, files, commits, name, layout }) {
  const repo = await client.createRepo(name)
  const own = name !== 'one-folder'
  const edge = Math.min(EDGE, Math.floor(commits / 2))
  const times = []
  for (let n = 0; n < commits; n++) {
    const number = String(n).padStart(4, '0')
    times.push(await commitFiles(client, repo, files, own ? `part-${number}` : 'all', number))
  }
  return {
    what: `commit ${commits} of ${files.toLocaleString('en-US')} files, ${layout}`,
    unit: 's',
    figures: {
      [`hub, last ${edge}`]: [median(times.slice(-edge))],
      [`first ${edge}`]: [median(times.slice(0, edge))],
    },
    ratios: [{ of: `hub, last ${edge}`, to: `first ${edge}`, goal: GOAL }],
    note: `each commit, in seconds: ${times.map((time) => time.toFixed(2)).join(' ')}`,
  }
}

/** Seconds for the request alone. Only the name of a file tells it from others, so each has its own content. */
async function commitFiles(client, repo, count, folder, number = '') {
  const files = smallFiles(`${folder}/${number}-`, count, repo.web)
  const body = Buffer.from(
    commitBody(
      `Add ${count} files`,
      files.map(({ path, content }) => fileLine(path, content)),
    ),
  )
  return seconds(() => client.commit(repo, body))
}
