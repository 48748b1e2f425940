import { startHub } from './support/hub.js'
import { commitBody, fileLine, hubClient } from './support/hub-client.js'
import { asFastAsPossible, atFixedRate } from './support/load.js'
import { quantile } from './support/numbers.js'

export const about =
  'HEAD resolve of a private repo, which is recorded, beside that of a public one, which is not'

const HEADS_A_SECOND = 100

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  const hub = await startHub(context)
  const client = hubClient(hub)
  const durationS = context.quick ? 4 : 20
  try {
    const repo = await client.createRepo('audited')
    await client.commit(repo, commitBody('c', [fileLine('data.csv', 'id\n1\n')]))
    const head = {
      method: 'HEAD',
      url: () => repo.fileUrl('data.csv'),
      headers: { authorization: `Bearer ${hub.token}` },
    }
    const settings = (body) =>
      fetch(`${hub.url}${repo.api}/settings`, {
        method: 'PUT',
        headers: head.headers,
        body: JSON.stringify(body),
      })
    await asFastAsPossible({ ...head, connections: 4, durationS: 2 })
    const rounds = { open: [], recorded: [] }
    const most = { open: [], recorded: [] }
    for (let round = 0; round < Math.min(3, context.rounds); round++) {
      for (const kind of ['open', 'recorded']) {
        await settings({ private: kind === 'recorded' })
        rounds[kind].push(await atFixedRate({ ...head, rate: HEADS_A_SECOND, durationS }))
        most[kind].push(await asFastAsPossible({ ...head, connections: 16, durationS }))
      }
    }
    const at = (kind, share) => rounds[kind].map((times) => quantile(times, share))
    report({
      what: `HEAD resolve with a token, ${HEADS_A_SECOND}/s`,
      unit: 'ms',
      figures: {
        'public p50': at('open', 0.5),
        'private p50': at('recorded', 0.5),
        'public p99': at('open', 0.99),
        'private p99': at('recorded', 0.99),
      },
    })
    report({
      what: 'HEAD resolve with a token, 16 connections',
      unit: 'requests/s',
      figures: { public: most.open, private: most.recorded },
    })
  } finally {
    await hub.stop()
  }
}
