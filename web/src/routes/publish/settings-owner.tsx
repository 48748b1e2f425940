import { useState } from 'react'
import { useLocation } from 'wouter'
import { nameFault } from '../../core/repo-name.js'
import { deleteDataset, move, type Offer, offerTo, withdrawOffer } from '../../data/manage.js'
import { useMe } from '../../data/me.js'
import { useWords } from '../../words/words.js'
import { Pick, TextField } from './fields.js'
import { Section, useAct } from './section.js'
import { ownersOf } from './step-files.js'

export function MoveSettings({ id, offer }: { id: string; offer: Offer | undefined }) {
  const { words } = useWords()
  const says = words.settings
  const me = useMe()
  const [, go] = useLocation()
  const [from = '', old = ''] = id.split('/')
  const [owner, setOwner] = useState(from)
  const [name, setName] = useState(old)
  const to = `${owner}/${name}`
  const fault = nameFault(name)
  const doing = useAct()
  const moving = useAct(() => go(`/datasets/${to}/settings`))
  const owners = [...new Set([from, ...(me.data ? ownersOf(me.data) : [])])]
  return (
    <Section title={says.rename} doing={moving.error === undefined ? doing : moving}>
      <div className="pair">
        <TextField
          label={says.newName}
          hint={fault && words.publish.names[fault]}
          isWrong={fault !== undefined}
          value={name}
          change={setName}
          maxLength={96}
        />
        <Pick
          label={words.publish.owner}
          value={owner}
          options={owners.map((each) => [each, each])}
          change={setOwner}
        />
      </div>
      <p className="hint">{says.moveHint}</p>
      <p>
        <button
          type="button"
          disabled={fault !== undefined || to === id || moving.state === 'busy'}
          onClick={() => void moving.act(() => move(id, to))}
        >
          {says.move}
        </button>
      </p>
      <OfferForm id={id} offer={offer} doing={doing} />
    </Section>
  )
}

function OfferForm({
  id,
  offer,
  doing,
}: {
  id: string
  offer: Offer | undefined
  doing: ReturnType<typeof useAct>
}) {
  const { words } = useWords()
  const says = words.settings
  const [to, setTo] = useState('')
  return (
    <>
      <h3>{says.offer}</h3>
      {offer ? (
        <p>
          {says.offered(offer.to)}{' '}
          <button type="button" onClick={() => void doing.act(() => withdrawOffer(id))}>
            {says.withdraw}
          </button>
        </p>
      ) : (
        <div className="row">
          <TextField label={says.offerTo} value={to} change={setTo} maxLength={96} />
          <button
            type="button"
            disabled={to.trim() === '' || doing.state === 'busy'}
            onClick={() => void doing.act(() => offerTo(id, to.trim()))}
          >
            {says.offerSend}
          </button>
        </div>
      )}
    </>
  )
}

export function DeleteSettings({ id }: { id: string }) {
  const { words } = useWords()
  const says = words.settings
  const [, go] = useLocation()
  const [typed, setTyped] = useState('')
  const doing = useAct(() => go('/'))
  return (
    <Section title={says.danger} doing={doing} isWarned>
      <p>{says.dangerLead}</p>
      <TextField label={says.typeName(id)} value={typed} change={setTyped} maxLength={200} />
      <button
        type="button"
        disabled={typed !== id || doing.state === 'busy'}
        onClick={() => void doing.act(() => deleteDataset(id))}
      >
        {says.deleteForever}
      </button>
    </Section>
  )
}
