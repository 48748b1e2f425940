import type { RepoRef } from '../codecs/repo-address.js'
import { useOpening } from '../data/about.js'
import { useFormats, useWords } from '../words/words.js'

/** How far a repo is opened, when there is something to say of it. */
export function OpeningNotice({ repo }: { repo: RepoRef }) {
  const { words } = useWords()
  const { date } = useFormats()
  const opening = useOpening(repo).data
  if (!opening) return null
  const { state, reason, isEmbargoed, embargoUntil } = opening
  if (state === 'final' && !isEmbargoed) return null
  const { draftBanner, betaBanner, withdrawnBanner, withdrawnReason, embargo, states } = words.people
  const told = { draft: draftBanner, beta: betaBanner, final: '', withdrawn: withdrawnBanner }[state]
  return (
    <div className="notice opening" role="note">
      {told && (
        <p>
          <strong>{states[state]}.</strong> {told}
        </p>
      )}
      {state === 'withdrawn' && reason && <p>{withdrawnReason(reason)}</p>}
      {isEmbargoed && embargoUntil && <p>{embargo(date(embargoUntil))}</p>}
    </div>
  )
}
