import '../../design/govern.css'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { Confirm } from '../../components/govern/confirm.js'
import { signInHere } from '../../components/govern/refusal.js'
import { Markdown } from '../../components/markdown.js'
import type { DatasetInfo } from '../../data/dataset.js'
import { useMe } from '../../data/me.js'
import { type Standing, useStanding, useWaiting, useWithdraw } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'
import { ApplicationForm } from './application-form.js'
import { Receipt } from './receipt.js'
import { UseReport } from './use-report.js'

/** What a gated data set says to whoever opens its page: how they stand, and what they can do. */
export default function AccessBanner({ info: { id } }: { info: DatasetInfo }) {
  const { words } = useWords()
  const { number } = useFormats()
  const me = useMe()
  const standing = useStanding(id)
  const waiting = useWaiting(id, Boolean(me.data))
  if (!standing.data?.gated || me.isPending || (me.data && waiting.isPending)) return null
  if (typeof waiting.data === 'number')
    return (
      <Box>
        <p>
          {words.requests.reviewer(number(waiting.data))}{' '}
          <Link href={`/datasets/${id}/requests`}>{words.requests.openQueue}</Link>
        </p>
      </Box>
    )
  return me.data ? <Mine id={id} standing={standing.data} /> : <Closed id={id} standing={standing.data} />
}

const Box = ({ children }: { children: ReactNode }) => <section className="access">{children}</section>

function Words({ id, standing: { form } }: { id: string; standing: Standing }) {
  const { words } = useWords()
  return (
    <>
      <h2>{form.heading ?? words.requests.title}</h2>
      {form.description === null ? (
        <p>{words.requests.closed}</p>
      ) : (
        <Markdown text={form.description} base={`/datasets/${id}/resolve/main/`} />
      )}
    </>
  )
}

function Closed({ id, standing }: { id: string; standing: Standing }) {
  const { words } = useWords()
  return (
    <Box>
      <Words id={id} standing={standing} />
      <a className="button main" href={signInHere()}>
        {words.requests.signIn}
      </a>
    </Box>
  )
}

function Mine({ id, standing }: { id: string; standing: Standing }) {
  const { words } = useWords()
  const [isAsking, setAsking] = useState(false)
  const { state, request } = standing
  const renews = state === 'accepted' && request?.grantedUntil !== null
  const mayAsk = state === 'none' || state === 'expired' || renews
  return (
    <Box>
      {state === 'none' ? <Words id={id} standing={standing} /> : <State standing={standing} />}
      {state === 'accepted' && <UseReport id={id} report={standing.report} />}
      {mayAsk && !isAsking && (
        <div className="actions">
          <button type="button" className={renews ? '' : 'main'} onClick={() => setAsking(true)}>
            {state === 'none' ? words.requests.ask : words.requests.renew}
          </button>
          {state === 'accepted' && <Withdraw id={id} />}
        </div>
      )}
      {isAsking && <ApplicationForm id={id} standing={standing} close={() => setAsking(false)} />}
      {state === 'pending' || (state === 'accepted' && !renews) ? (
        <Withdraw id={id} isPending={state === 'pending'} />
      ) : null}
      {request && <Receipt id={id} standing={standing} />}
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

function Withdraw({ id, isPending = false }: { id: string; isPending?: boolean }) {
  const { words } = useWords()
  const withdraw = useWithdraw(id)
  return (
    <Confirm
      label={isPending ? words.requests.takeBack : words.requests.giveUp}
      what={isPending ? words.requests.takeBackWhat : words.requests.giveUpWhat}
      act={() => withdraw.mutateAsync()}
      isDangerous
    />
  )
}
