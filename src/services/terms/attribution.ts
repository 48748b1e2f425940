import { fullName } from '../../core/repo-id.js'
import { attributionText } from '../../core/terms-text.js'
import type { Repo } from '../../stores/metadata/repos.js'
import type { Grant } from '../access.js'
import type { Stores } from '../context.js'
import { termsOf } from './conditions.js'

export interface Attribution {
  text: string
  /** When access was given, else today. */
  date: Date
  commit: string
}

/** How users are to name the data, filled in for one of them. */
export const createAttribution =
  ({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) =>
  /** Undefined: the terms ask for none. `url` is the page of the repo. */
  async ({ repo, principal }: Grant, commit: string, url: string): Promise<Attribution | undefined> => {
    const terms = termsOf(repo)
    if (terms === null || terms === 'unreadable' || terms.attribution === null) return undefined
    const request =
      principal.kind === 'user' ? await metadata.gate.request(repo.id, principal.userId) : undefined
    const date = request?.grantedAt ?? clock.now()
    const text = attributionText(terms.attribution, {
      title: titleOf(repo),
      version: commit.slice(0, 12),
      url,
      date,
    })
    return { text, date, commit }
  }

function titleOf(repo: Repo): string {
  const pretty = repo.card?.pretty_name
  return typeof pretty === 'string' && pretty.trim() !== '' ? pretty.trim().slice(0, 300) : fullName(repo)
}
