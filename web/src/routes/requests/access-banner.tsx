import '../../design/govern.css'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { type RepoRef, repoPath } from '../../codecs/repo-address.js'
import { Confirm } from '../../components/govern/confirm.js'
import { signInHere } from '../../components/govern/refusal.js'
import { Markdown } from '../../components/markdown.js'
import { useMe } from '../../data/me.js'
import { type Standing, useStanding, useWaiting, useWithdraw } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'
import { ApplicationForm } from './application-form.js'
import { Receipt } from './receipt.js'
import { UseReport } from './use-report.js'

/** What a gated repo says to whoever opens its page: how they stand, and what they can do. */
export default function AccessBanner({ repo }: { repo: RepoRef }) {
  const { words } = useWords()
  const { number } = useFormats()
  const me = useMe()
  const standing = useStanding(repo)
  const waiting = useWaiting(repo, Boolean(me.data))
  if (!standing.data?.gated || me.isPending || (me.data && waiting.isPending)) return null
  if (typeof waiting.data === 'number')
    return (
      <Box>
        <p>
          {words.requests.reviewer(number(waiting.data))}{' '}
          {/* the queue of a model is for programs: its page is the list of all */}
          <Link href={repo.type === 'dataset' ? `${repoPath(repo)}/requests` : '/settings/reviews'}>
            {words.requests.openQueue}
          </Link>
        </p>
      </Box>
    )
  return me.data ? (
    <Mine repo={repo} standing={standing.data} />
  ) : (
    <Closed repo={repo} standing={standing.data} />
  )
}

const Box = ({ children }: { children: ReactNode }) => <section className="access">{children}</section>

function Words({ repo, standing: { form } }: { repo: RepoRef; standing: Standing }) {
  const { words } = useWords()
  return (
    <>
      <h2>{form.heading ?? words.requests.title}</h2>
      {form.description === null ? (
        <p>{words.requests.closed}</p>
      ) : (
        <Markdown text={form.description} base={`${repoPath(repo)}/resolve/main/`} />
      )}
    </>
  )
}

function Closed({ repo, standing }: { repo: RepoRef; standing: Standing }) {
  const { words } = useWords()
  return (
    <Box>
      <Words repo={repo} standing={standing} />
      <a className="button main" href={signInHere()}>
        {words.requests.signIn}
      </a>
    </Box>
  )
}

function Mine({ repo, standing }: { repo: RepoRef; standing: Standing }) {
  const { words } = useWords()
  const [isAsking, setAsking] = useState(false)
  const { state, request } = standing
  const renews = state === 'accepted' && request?.grantedUntil !== null
  const mayAsk = state === 'none' || state === 'expired' || renews
  return (
    <Box>
      {state === 'none' ? <Words repo={repo} standing={standing} /> : <State standing={standing} />}
      {state === 'accepted' && <UseReport repo={repo} report={standing.report} />}
      {mayAsk && !isAsking && (
        <div className="actions">
          <button type="button" className={renews ? '' : 'main'} onClick={() => setAsking(true)}>
            {state === 'none' ? words.requests.ask : words.requests.renew}
          </button>
          {state === 'accepted' && <Withdraw repo={repo} />}
        </div>
      )}
      {isAsking && <ApplicationForm repo={repo} standing={standing} close={() => setAsking(false)} />}
      {state === 'pending' || (state === 'accepted' && !renews) ? (
        <Withdraw repo={repo} isPending={state === 'pending'} />
      ) : null}
      {request && <Receipt repo={repo} standing={standing} />}
    </Box>
  )
}

/** How the request stands, in a sentence; of a refusal the reason, and what one can do. */
function State({ standing: { state, request } }: { standing: Standing }) {
  const { words } = useWords()
  const { date } = useFormats()
  const { decidedAt, grantedUntil, reason, requestedAt, approvedAt } = request ?? {}
  const day = (text: string | null | undefined) => (text ? date(text) : '')
  if (state === 'pending') return <p role="status">{words.requests.pending(day(requestedAt))}</p>
  if (state === 'expired') return <p role="status">{words.requests.expired(day(grantedUntil))}</p>
  if (state === 'accepted')
    return (
      <p role="status">
        {grantedUntil ? words.requests.acceptedUntil(day(grantedUntil)) : words.requests.accepted}
      </p>
    )
  const said = approvedAt ? words.requests.revoked(day(decidedAt)) : words.requests.rejected(day(decidedAt))
  return (
    <>
      <p role="status">
        <strong>{said}</strong>
      </p>
      <p>
        {words.requests.reason}: {reason ?? words.requests.noReason}
      </p>
      <p>{words.requests.afterRejected}</p>
    </>
  )
}

function Withdraw({ repo, isPending = false }: { repo: RepoRef; isPending?: boolean }) {
  const { words } = useWords()
  const withdraw = useWithdraw(repo)
  return (
    <Confirm
      label={isPending ? words.requests.takeBack : words.requests.giveUp}
      what={isPending ? words.requests.takeBackWhat : words.requests.giveUpWhat}
      act={() => withdraw.mutateAsync()}
      isDangerous
    />
  )
}
