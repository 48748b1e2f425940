import { createHash } from 'node:crypto'
import { HubError } from '../../core/errors.js'
import { type AccessState, accessState } from '../../core/gate.js'
import { type Answers, type GateForm, gateForm, wrongAnswer } from '../../core/gate-form.js'
import { fullName } from '../../core/repo-id.js'
import { countryRefusal, reportDue } from '../../core/terms-rules.js'
import type { EmailAddress } from '../../stores/metadata/email-codes.js'
import type { AccessRequest } from '../../stores/metadata/gate.js'
import { errorOf, type Grant, type SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { checkPurpose, createRequests, notFound, readableTerms, requireGate } from './requests.js'

/** What a person is told of the gate, and of their own request. */
export interface Standing {
  gated: 'auto' | 'manual' | null
  form: GateForm
  /** SHA-256 of the terms of the form. */
  termsSha256: string | null
  state: AccessState
  request: AccessRequest | undefined
  /** The terms that were accepted, which may be older than those of the form. */
  acceptedTerms: string | undefined
  /** Of the terms of use. */
  purposes: string[] | null
  report: { dueAt: Date | null; filedAt: Date | null } | undefined
  /** What reviewers see of who asks; undefined: for who is not signed in, or by a token for some repos. */
  applicant: EmailAddress | undefined
}

/** What a person asks with. */
export interface Application {
  fields: Answers
  /** SHA-256 of those that are accepted. */
  terms: string | null
  purpose: string | null
  /** For how long; null: as long as the card says. */
  days: number | null
}
type Asked = Pick<AccessRequest, 'purpose' | 'askedDays'>

/** Asking for the contents of a gated repo, in one's own name; see docs/access.md. What comes of it is for the policy to say. */
export function createGate({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const requests = createRequests({ clock })

  async function standing({ repo, principal }: Grant<'repo:read' | 'repo:apply'>): Promise<Standing> {
    const request =
      principal.kind === 'user' ? await metadata.gate.request(repo.id, principal.userId) : undefined
    // answers are personal: a token for other repos learns the state and no more
    const isShown = principal.kind === 'user' && principal.scope.role !== 'fineGrained'
    const form = gateForm(repo.card)
    const accepted = request?.termsSha256
    return {
      gated: repo.gated,
      form,
      termsSha256: form.terms === null ? null : sha256(form.terms),
      state: accessState(request, clock.now()),
      request: isShown ? request : undefined,
      acceptedTerms: accepted && isShown ? await metadata.gate.terms(accepted) : undefined,
      purposes: readableTerms(repo)?.purposes ?? null,
      report: isShown ? await reportOf(repo, request) : undefined,
      applicant: isShown ? await metadata.emailCodes.address(principal.userId) : undefined,
    }
  }

  /** What the terms of use want to hear of who is approved. */
  async function reportOf(repo: Grant['repo'], request: AccessRequest | undefined) {
    const terms = readableTerms(repo)
    if (terms === null || terms.report === null || !request?.grantedAt) return undefined
    const filedAt = await metadata.terms.reportedAt(repo.id, request.userId)
    const since = await metadata.terms.unreportedSince(repo.id, request.userId)
    return { dueAt: reportDue(terms, since), filedAt }
  }

  /** Asks in one's own name. Throws NotGated, AccessRejected, TermsNotAccepted or BadRequest. */
  async function ask(
    grant: Grant<'repo:apply'>,
    { fields, terms, purpose, days: askedDays }: Application,
  ): Promise<Standing> {
    const { repo } = grant
    requireGate(grant)
    requireUseful(grant, await countryOf(grant), purpose)
    const form = gateForm(repo.card)
    const wrong = wrongAnswer(form, fields)
    if (wrong) throw new HubError('BadRequest', { why: wrong })
    const termsSha256 = form.terms === null ? null : sha256(form.terms)
    if (terms !== termsSha256) throw termsNotAccepted(grant, termsSha256)
    await metadata.transact(async (tx) => {
      const before = await tx.gate.lock(grant.repo.id, userOf(grant).userId)
      requireOpen(grant, before)
      if (form.terms !== null && termsSha256) await tx.gate.keepTerms(termsSha256, form.terms)
      const made = { asked: true, fields, termsSha256, requestedAt: clock.now(), purpose, askedDays }
      const request = {
        ...requests.nobody(grant, userOf(grant).userId),
        ...made,
        ...firstVerdict(grant, before, made),
      }
      await requests.put(tx, grant, request, { type: 'access.requested', isNew: true })
    })
    return standing(grant)
  }

  const countryOf = async (grant: Grant<'repo:apply'>): Promise<string | null> =>
    readableTerms(grant.repo)?.residents ? metadata.terms.country(userOf(grant).userId) : null

  /** Who asks for a repo whose gate is automatic is accepted at once. */
  function firstVerdict(grant: Grant, before: AccessRequest | undefined, made: Asked) {
    if (grant.repo.gated === 'auto') return requests.accepted(grant, made)
    return {
      status: 'pending' as const,
      decidedAt: null,
      reason: null,
      grantedUntil: before?.grantedUntil ?? null,
      grantedPurpose: before?.grantedPurpose ?? null,
      grantedAt: before?.grantedAt ?? null,
    }
  }

  /** Takes one's request back, or gives the approval up. Who was rejected stays so. */
  async function withdraw(grant: Grant<'repo:apply'>): Promise<void> {
    const { repo } = grant
    const { userId, name } = userOf(grant)
    await metadata.transact(async (tx) => {
      const before = await tx.gate.lock(grant.repo.id, userId)
      if (!before) throw notFound(name, grant)
      if (before.status === 'rejected')
        throw notFound(name, grant, 'was refused, which cannot be taken back,')
      if (isPutBack(before)) throw notFound(name, grant, 'waits for a reviewer, which cannot be taken back,')
      await tx.gate.forget(repo.id, userId, clock.now())
      await tx.events.add(requests.eventOf(grant, 'access.withdrawn', { user: name }))
    })
  }

  return { standing, ask, withdraw }
}

/** A request that the terms of use leave no room for is refused at once. */
function requireUseful({ repo }: Grant, country: string | null, purpose: string | null): void {
  const terms = readableTerms(repo)
  const refused = terms && countryRefusal(terms, country)
  if (refused) throw errorOf(refused, 'repo:apply', repo)
  if (terms?.purposes) checkPurpose(terms.purposes, purpose)
  else if (purpose !== null)
    throw new HubError('BadRequest', { why: 'The terms of use name no purposes; leave "purpose" out.' })
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Only users get a grant to apply. */
const userOf = ({ principal }: Grant<'repo:apply'>): SignedIn => principal as SignedIn

/** A reviewer has opened it again: neither asking anew nor a gate that is automatic by now may undo that. */
const isPutBack = ({ status, decidedAt }: AccessRequest): boolean =>
  status === 'pending' && decidedAt !== null

/** Who was rejected does not ask again, and who waits has asked: a reviewer must not find other answers than they read. */
function requireOpen(grant: Grant, before: AccessRequest | undefined): void {
  if (before?.status === 'rejected') throw rejected(grant, before)
  if (before?.status === 'pending') throw new HubError('AccessPending', { repo: fullName(grant.repo) })
  if (before?.status === 'accepted' && before.grantedUntil === Number.POSITIVE_INFINITY)
    throw new HubError('BadRequest', {
      why: `You have access to ${fullName(grant.repo)} already, without an end.`,
    })
}

const rejected = ({ repo }: Grant, { reason }: AccessRequest): HubError =>
  new HubError('AccessRejected', { repo: fullName(repo), why: reason ? `: ${reason}` : '' })

const termsNotAccepted = ({ repo }: Grant, sha256: string | null): HubError =>
  new HubError('TermsNotAccepted', {
    repo: fullName(repo),
    url: `/api/${repo.type}s/${fullName(repo)}/access`,
    sha256: sha256 ?? 'null, for there are none',
  })
