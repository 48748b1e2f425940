import { HubError } from '../../core/errors.js'
import type { FoundAccount, HubJob } from '../../services/admin/overview.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { type Call, hubRoute, type Route } from '../route.js'
import { pageOf } from './org-route.js'
import { problemsFor } from './problems.js'
import { renderDate } from './render.js'
import { daysOf } from './usage.js'

const PAGE = 50
const STATES = ['failed', 'running', 'pending', 'ready'] as const

/** The hub as a whole, for its administrators: sizes, work, traffic, accounts, the proof of the audit, health. */
export const adminArea = (): Route[] => [
  hubRoute('GET', '/api/admin/overview', 'hub:admin', ({ services }) => services.overview.read()),
  hubRoute('GET', '/api/admin/health', 'hub:admin', ({ services }) => services.overview.health()),
  hubRoute('GET', '/api/admin/jobs', 'hub:admin', jobs),
  hubRoute('GET', '/api/admin/traffic', 'hub:admin', async (call) => {
    const { days, hours } = await call.services.overview.traffic(daysOf(call))
    return { days, hours: hours.map(({ hour, ...row }) => ({ hour: renderDate(hour), ...row })) }
  }),
  hubRoute('GET', '/api/admin/accounts', 'hub:admin', accounts),
  hubRoute('POST', '/api/admin/audit/verify', 'hub:admin', async ({ services }) => {
    const { at, ...proof } = await services.overview.verify()
    return { ...proof, at: renderDate(at), whole: proof.faults.length === 0 }
  }),
]

async function jobs(call: Call) {
  const { services, principal, query, reply, urls } = call
  const state = STATES.find((each) => each === (query.get('state') ?? 'failed'))
  if (!state) throw new HubError('BadRequest', { why: `state must be one of: ${STATES.join(', ')}.` })
  const [before = Number.MAX_SAFE_INTEGER] = decodeCursor(query.get('cursor')) ?? []
  if (!Number.isSafeInteger(before))
    throw new HubError('BadRequest', { why: 'The cursor is not one of this list.' })
  const { rows, more } = await services.overview.jobs(principal, state, before as number, PAGE)
  const last = rows.at(-1)
  if (more && last) linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.id]) })))
  return rows.map((job) => ({ ...renderJob(job), problems: problemsFor(call, job.problems) }))
}

const renderJob = ({ namespace, name, state, createdAt, finishedAt }: Omit<HubJob, 'problems'>) => ({
  repo: `${namespace}/${name}`,
  state,
  createdAt: renderDate(createdAt),
  finishedAt: finishedAt && renderDate(finishedAt),
})

async function accounts(call: Call) {
  const { services, query } = call
  const kind = query.get('kind') === 'org' ? 'org' : 'user'
  const wanted = {
    kind,
    words: (query.get('search') ?? '').slice(0, 100),
    isSuspended: query.flag('suspended'),
  } as const
  const read = (page: { after: string; limit: number }) =>
    services.overview.accounts(call.principal, wanted, page)
  return (await pageOf(call, '', { read, key: (account) => account.name })).map(renderAccount)
}

const renderAccount = ({ fullName, createdAt, suspendedAt, ...rest }: FoundAccount) => ({
  ...rest,
  fullname: fullName,
  createdAt: renderDate(createdAt),
  suspended: suspendedAt !== null,
})
