import { z } from 'zod'
import { odrlJson } from '../../codecs/odrl.js'
import { PREFIXES } from '../../codecs/rdf.js'
import { HubError } from '../../core/errors.js'
import { PRESETS } from '../../core/terms-presets.js'
import { summary } from '../../core/terms-text.js'
import { readJson } from '../bodies.js'
import { speak } from '../language.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { policyTarget } from '../policy-target.js'
import { apiRoute, grantNow, type RepoCall, type Route, takes } from '../route.js'
import { renderDate } from './render.js'

const MOST_ROWS = 100
const Document = z.record(z.string(), z.unknown())
const Report = z.object({ text: z.string().trim().min(1).max(20_000) })

/** The terms of use of a repo, their attribution line and reports of use. See docs/terms.md. */
export const terms = (): Route[] => [
  apiRoute('GET', '/terms', 'repo:read', inForce),
  takes(
    Document,
    apiRoute('PUT', '/terms', 'repo:admin', async (call) => {
      const asked = await readJson(call.request, Document, call.http.limits.jsonBytes)
      const version = await call.services.terms.set(
        await grantNow(call),
        'preset' in asked ? preset(asked) : asked,
      )
      return { version }
    }),
  ),
  apiRoute('GET', '/terms/history', 'repo:read', history),
  apiRoute('GET', '/attribution', 'repo:read', async ({ services, grant, urls }) => {
    const { commit } = await services.revisions.resolve(grant, 'main')
    const made = await services.attribution(grant, commit.oid, urls.repo(grant.repo))
    return made
      ? { text: made.text, date: renderDate(made.date), commit: made.commit }
      : { text: null, date: null, commit: commit.oid }
  }),
  takes(
    Report,
    apiRoute('POST', '/use-report', 'repo:apply', async (call) => {
      const { text } = await readJson(call.request, Report, call.http.limits.jsonBytes)
      return { filedAt: renderDate(await call.services.useReports.file(await grantNow(call), text)) }
    }),
  ),
  apiRoute('GET', '/use-reports', 'repo:write', reports),
]

/** Throws BadRequest for a preset that is not there, or one beside other keys. */
function preset({ preset: name, ...rest }: Record<string, unknown>): unknown {
  const names = Object.keys(PRESETS)
  if (typeof name === 'string' && names.includes(name) && Object.keys(rest).length === 0)
    return PRESETS[name as keyof typeof PRESETS]
  throw new HubError('BadRequest', { why: `"preset" stands alone, and is one of: ${names.join(', ')}.` })
}

function inForce({ services, grant, urls, request, reply }: RepoCall<'repo:read'>) {
  const found = services.terms.inForce(grant)
  return {
    version: found?.version ?? null,
    setAt: found ? renderDate(found.setAt) : null,
    terms: grant.repo.terms?.document ?? null,
    summary: summary(found?.terms ?? null, speak(request, reply)),
    odrl: found?.terms
      ? { '@context': PREFIXES, ...odrlJson(found.terms, policyTarget(urls, grant.repo, found.version)) }
      : null,
  }
}

async function history({ services, grant, query, reply, urls }: RepoCall<'repo:read'>) {
  const before = cursorOf(query.get('cursor'), 2 ** 31 - 1)
  const limit = query.int('limit', MOST_ROWS, 1, MOST_ROWS)
  const page = await services.terms.history(grant, before, limit + 1)
  const last = page[limit - 1]
  if (page.length > limit && last)
    linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.version]) })))
  return page.slice(0, limit).map(({ version, document, setAt, setBy }) => ({
    version,
    terms: document,
    setAt: renderDate(setAt),
    setBy,
  }))
}

async function reports({ services, grant, query, reply, urls }: RepoCall<'repo:write'>) {
  const after = cursorOf(query.get('cursor'), 0)
  const limit = query.int('limit', MOST_ROWS, 1, MOST_ROWS)
  const page = await services.useReports.list(grant, after, limit + 1)
  const last = page[limit - 1]
  if (page.length > limit && last) linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.id]) })))
  return page.slice(0, limit).map(({ user, text, filedAt }) => ({ user, text, filedAt: renderDate(filedAt) }))
}

/** Throws BadRequest. */
export function cursorOf(text: string | undefined, start: number): number {
  const [at = start] = decodeCursor(text) ?? []
  if (Number.isSafeInteger(at) && Number(at) >= 0 && Number(at) <= Math.max(start, 2 ** 31 - 1))
    return Number(at)
  throw new HubError('BadRequest', { why: 'The cursor is not one of this list.' })
}
