import { dayOf } from './clock.js'
import { type Asker, type Refusal, refuse } from './refusal.js'
import { mayStoreIn, type Terms, type TermsInForce } from './terms.js'

/** The approval of the asking person that holds. */
export interface Approval {
  purpose: string | null
  at: Date | null
  /** When the first approval was given on which they have not reported; null: there is none. */
  unreportedSince: Date | null
}
/** What the terms speak of, and what is known of the asker for them. */
export interface TermsCase {
  terms: TermsInForce
  /** Of the person, as somebody else asserted it; null: nobody has. */
  country: string | null
  /** Where this hub keeps its bytes; null: nobody said. */
  hubCountry: string | null
  approval: Approval | null
  now: Date
}

const DAY_MS = 86_400_000

/** Who may see the page: a word that SQL knows as well (`repos.terms_page`). */
export type TermsPage = 'all' | 'approved' | 'members' | 'admins'
export function pageOf(terms: TermsInForce): TermsPage {
  if (terms === null) return 'all'
  if (terms === 'unreadable') return 'admins'
  if (terms.metadata === 'visible') return 'all'
  return terms.who === 'members' ? 'members' : 'approved'
}

/** Whether the asker may know that the repo is there. */
export function seesPage(terms: TermsInForce, asker: Asker): boolean {
  switch (pageOf(terms)) {
    case 'all':
      return true
    case 'approved':
      return asker.isMember || asker.isApproved
    case 'members':
      return asker.isMember
    case 'admins':
      return asker.isAdmin
  }
}

export const isSampleOpen = (terms: TermsInForce): boolean =>
  terms !== null && terms !== 'unreadable' && terms.sample === 'public'

/**
 * A hub that keeps the bytes where the terms do not allow it hands none of them out, first rows included. Those who write
 * the repo are let through, so that they can take it elsewhere or set other terms.
 */
export function storageRefusal({ terms, hubCountry }: TermsCase, asker: Asker): Refusal | null {
  const refused = asker.isWriter ? null : keepingRefusal(terms, hubCountry)
  // git shows who it is only when it is asked
  return refused && asker.isAnonymous ? refuse('TermsStorageAnonymous', refused.why) : refused
}

/** Whether the terms keep new bytes from a hub in that country, whoever brings them. */
export function keepingRefusal(terms: TermsInForce, hubCountry: string | null): Refusal | null {
  if (terms === null || terms === 'unreadable' || mayStoreIn(terms, hubCountry)) return null
  const here = hubCountry
    ? `this hub keeps them in ${hubCountry}`
    : 'this hub does not say where it keeps them'
  return refuse('TermsStorage', `${terms.storage?.join(', ')} only, and ${here}`)
}

/** Whether the terms keep the contents from the asker. Who writes the repo needs no terms to read it. */
export function termsRefusal(about: TermsCase, asker: Asker): Refusal | null {
  const { terms, country } = about
  if (terms === null) return null
  if (terms === 'unreadable') return asker.isAdmin ? null : refuse('TermsUnreadable')
  if (asker.isWriter) return null
  const stored = storageRefusal(about, asker)
  if (stored) return stored
  const isOver = typeof terms.deleteBy === 'string' && about.now >= new Date(terms.deleteBy)
  if (asker.isAnonymous)
    return isOver || terms.who !== 'everyone' || terms.residents ? refuse('GatedRepoAnonymous') : null
  if (isOver) return refuse('TermsEnded', `on ${terms.deleteBy}`)
  if (terms.who === 'members' && !asker.isMember) return refuse('TermsMembers')
  return (
    countryRefusal(terms, country) ?? (terms.who === 'approved' ? approvalRefusal(terms, about, asker) : null)
  )
}

/** Also asked before a request for access is taken: it would be of no use. */
export function countryRefusal({ residents }: Terms, country: string | null): Refusal | null {
  if (residents === null) return null
  if (country === null) return refuse('TermsCountryUnknown', residents.join(', '))
  return residents.includes(country) ? null : refuse('TermsCountry', residents.join(', '))
}

function approvalRefusal(terms: Terms, { approval, now }: TermsCase, asker: Asker): Refusal | null {
  if (!asker.isApproved || !approval) return refuse('GatedRepo')
  const { purposes, deleteBy } = terms
  if (purposes && !purposes.some((purpose) => purpose === approval.purpose))
    return refuse('TermsPurpose', purposes.join(', '))
  const end = typeof deleteBy === 'number' ? after(approval, deleteBy) : null
  if (end && end <= now) return refuse('TermsEnded', `on ${dayOf(end)}`)
  const due = reportDue(terms, approval.unreportedSince)
  return due && due <= now ? refuse('ReportDue', dayOf(due)) : null
}

/** When a report is due; null when none is. Whoever gets another approval meanwhile owes it no later. */
export const reportDue = ({ report }: Terms, unreportedSince: Date | null): Date | null =>
  report === null || unreportedSince === null ? null : after({ at: unreportedSince }, report)

/** An approval of which nobody knows when it was given is an old one. */
const after = ({ at }: Pick<Approval, 'at'>, days: number): Date =>
  new Date((at?.getTime() ?? 0) + days * DAY_MS)
