import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Field } from '../../components/govern/parts.js'
import { type Listed, type QueueState, queueKeys, settle, type Verdict } from '../../data/requests.js'
import { toldOf } from '../../data/told.js'
import { useFormats, useWords } from '../../words/words.js'

/** What can be decided of requests in a state. */
const VERDICTS = {
  pending: ['accepted', 'rejected'],
  accepted: ['rejected'],
  expired: ['accepted'],
  rejected: ['accepted', 'pending'],
} as const satisfies Record<QueueState, readonly Verdict['status'][]>
const MOST_REASON = 200
const MOST_DAYS = 36_500

interface Props {
  id: string
  state: QueueState
  requests: Listed[]
  /** Of several, those that could not be changed stay selected. */
  keep(requestIds: string[]): void
}

/** Buttons that decide on one request or several; each says first what will happen, and to whom. */
export function Decide({ id, state, requests, keep }: Props) {
  return VERDICTS[state].map((status) => <Settle key={status} {...{ id, state, requests, keep, status }} />)
}

function Settle({ id, state, requests, keep, status }: Props & { status: Verdict['status'] }) {
  const { words } = useWords()
  const { number } = useFormats()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [days, setDays] = useState('')
  const { label, what } = useTexts(state, status)
  const names = requests.map(({ user }) => user.fullname || user.user).join(', ')

  /** One after the other: each is decided on its own, and what fails does not hide what was done. */
  async function act() {
    const failed: [string, string][] = []
    for (const { requestId, user } of requests) {
      const verdict: Verdict = {
        ...{ requestId, status },
        ...(status === 'rejected' && reason.trim() !== '' && { rejectionReason: reason.trim() }),
        ...(status === 'accepted' && days !== '' && { days: Number(days) }),
      }
      await settle(id, verdict).catch((error: Error) =>
        failed.push([requestId, `${user.user}: ${toldOf(error, words)}`]),
      )
    }
    await Promise.all(queueKeys(id).map((queryKey) => queries.invalidateQueries({ queryKey })))
    keep(failed.map(([requestId]) => requestId))
    if (failed.length > 0)
      throw new Error(
        `${words.requests.bulkFailed(number(failed.length))} ${failed.map(([, why]) => why).join(' · ')}`,
      )
  }

  return (
    <Confirm
      label={label}
      what={what(names)}
      act={act}
      isDangerous={status === 'rejected'}
      className={status === 'accepted' ? 'main' : ''}
    >
      {status === 'rejected' && (
        <Field label={words.requests.reasonLabel}>
          {(field) => (
            <textarea
              id={field}
              maxLength={MOST_REASON}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      )}
      {status === 'accepted' && (
        <Field label={words.requests.daysLabel} hint={words.requests.daysHint}>
          {(field) => (
            <input
              id={field}
              type="number"
              min={1}
              max={MOST_DAYS}
              value={days}
              onChange={(event) => setDays(event.target.value)}
            />
          )}
        </Field>
      )}
    </Confirm>
  )
}

function useTexts(state: QueueState, status: Verdict['status']) {
  const { requests: said } = useWords().words
  if (status === 'accepted') return { label: said.accept, what: said.acceptWhat }
  if (status === 'pending') return { label: said.putBack, what: said.putBackWhat }
  return state === 'accepted'
    ? { label: said.revoke, what: said.revokeWhat }
    : { label: said.reject, what: said.rejectWhat }
}
