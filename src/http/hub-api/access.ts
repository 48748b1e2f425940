import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { gateForm } from '../../core/gate-form.js'
import type { Application, Standing } from '../../services/gate/gate.js'
import { checked, decodeText, readBody, readJson } from '../bodies.js'
import { apiRoute, grantNow, type RepoCall, type Route, takes, webRoute } from '../route.js'
import { renderDate } from './render.js'

const MOST_DAYS = 3650
const Asked = z.object({
  fields: z.record(z.string(), z.union([z.string(), z.boolean()])).default({}),
  purpose: z.string().max(100).nullable().default(null),
  days: z.number().int().min(1).max(MOST_DAYS).nullable().default(null),
  terms: z.union([z.string(), z.null()], {
    error: 'send the SHA-256 of the terms you accept, or null where there are none',
  }),
})

/** How one's own request for a gated repo stands; asking; taking it back. See docs/access.md. */
export const access = (): Route[] => [
  apiRoute('GET', '/access', 'repo:read', async ({ services, grant }) =>
    renderStanding(await services.gate.standing(grant)),
  ),
  takes(
    Asked,
    apiRoute('POST', '/access', 'repo:apply', async (call) => {
      const asked = await readJson(call.request, Asked, call.http.limits.jsonBytes)
      return renderStanding(await call.services.gate.ask(await grantNow(call), asked))
    }),
  ),
  apiRoute('DELETE', '/access', 'repo:apply', async ({ services, grant }) => {
    await services.gate.withdraw(grant)
    return renderStanding(await services.gate.standing(grant))
  }),
  webRoute('POST', '/ask-access', 'repo:apply', async (call) => {
    const asked = await readForm(call)
    return renderStanding(await call.services.gate.ask(await grantNow(call), asked))
  }),
]

/**
 * The form of the page: its questions side by side, and `terms`, `purpose` and `days`. A card may have a question called
 * "days"; then that is its answer, and no time is asked for.
 */
async function readForm({ http, request, grant }: RepoCall<'repo:apply'>): Promise<Application> {
  const { jsonBytes } = http.limits
  const isForm = /^application\/x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '')
  const given = isForm
    ? formValues(decodeText(await readBody(request, jsonBytes)))
    : await readJson(request, z.record(z.string(), z.unknown()), jsonBytes)
  const isQuestion = gateForm(grant.repo.card).questions.some(({ name }) => name === 'days')
  const { terms, purpose, ...rest } = given
  if (isQuestion) return checked(Asked, { terms, purpose, fields: rest })
  const { days, ...fields } = rest
  return checked(Asked, { terms, purpose, days: typeof days === 'string' ? numberOf(days) : days, fields })
}

const numberOf = (text: string): number | null => (text === '' ? null : Number(text))

function formValues(text: string): Record<string, unknown> {
  const values = new URLSearchParams(text)
  const twice = [...values.keys()].find((name, i, all) => all.indexOf(name) !== i)
  if (twice) throw new HubError('BadRequest', { why: `"${twice}" was sent twice.` })
  const { terms, purpose, ...rest } = Object.fromEntries(values)
  return { ...rest, terms: terms || null, purpose: purpose || null }
}

function renderStanding(standing: Standing) {
  const { gated, form, termsSha256, state, request, acceptedTerms, purposes, report, applicant } = standing
  const { terms, ...rest } = form
  return {
    gated: gated ?? false,
    state,
    form: { ...rest, terms: terms === null ? null : { sha256: termsSha256, text: terms } },
    ...(purposes && { purposes }),
    // reviewers are told the address, and whether it was shown to be one's own
    ...(applicant && { applicant: { email: applicant.email, emailVerified: applicant.verifiedAt !== null } }),
    ...(report && {
      report: {
        dueAt: report.dueAt && renderDate(report.dueAt),
        filedAt: report.filedAt && renderDate(report.filedAt),
      },
    }),
    ...(request && {
      request: {
        status: request.status,
        requestedAt: renderDate(request.requestedAt),
        fields: request.fields,
        ...(request.purpose !== null && { purpose: request.purpose }),
        ...(request.askedDays !== null && { days: request.askedDays }),
        terms: request.termsSha256 && { sha256: request.termsSha256, text: acceptedTerms },
        decidedAt: request.decidedAt && renderDate(request.decidedAt),
        reason: request.reason,
        ...(request.grantedAt && { approvedAt: renderDate(request.grantedAt) }),
        ...renderUntil(request.grantedUntil),
      },
    }),
  }
}

/** `grantedUntil: null` beside `granted: true` is an approval without an end. */
export const renderUntil = (until: Date | number | null) => ({
  granted: until !== null,
  grantedUntil: until instanceof Date ? renderDate(until) : null,
})
