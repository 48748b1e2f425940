import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { frontValues, joinCard, setField, splitCard } from '../../codecs/card-text.js'
import { Markdown } from '../../components/markdown.js'
import { Loading, Problem } from '../../components/problem.js'
import { useUnsaved } from '../../components/use-unsaved.js'
import { type CardNow, cardNow, saveCard, useCardNow } from '../../data/card-edit.js'
import { refreshAll } from '../../data/refresh.js'
import { useWords } from '../../words/words.js'
import type { TabProps } from '../dataset/page.js'
import { CardFields } from './card-fields.js'
import { Conflict } from './conflict.js'
import { TextField } from './fields.js'
import '../../design/publish.css'

/** The card as form and text, saved upon the version it was read from. */
export default function EditTab({ info: { id } }: TabProps) {
  const card = useCardNow(id)
  if (card.isPending) return <Loading />
  if (card.error) return <Problem error={card.error} retry={() => void card.refetch()} />
  return <Editor key={card.data.sha} id={id} read={card.data} />
}

function Editor({ id, read }: { id: string; read: CardNow }) {
  const { words } = useWords()
  const says = words.publish
  const queries = useQueryClient()
  const [parts, setParts] = useState(() => splitCard(read.text))
  const [base, setBase] = useState(read.sha)
  const [message, setMessage] = useState<string>(says.editMessage)
  const [theirs, setTheirs] = useState<CardNow>()
  const [state, setState] = useState<'editing' | 'saving' | 'saved'>('editing')
  const [error, setError] = useState<unknown>()
  const { values, why } = readFront(parts.front)
  const text = joinCard(parts)
  const [kept, setKept] = useState(text)
  useUnsaved(text !== kept)

  const save = async (upon: string) => {
    setState('saving')
    setError(undefined)
    try {
      const made = await saveCard(id, { sha: upon, text }, message.trim() || says.editMessage)
      if (made === undefined) setTheirs(await cardNow(id))
      else {
        setBase(made)
        setKept(text)
        setTheirs(undefined)
        void refreshAll(queries)
      }
      setState(made === undefined ? 'editing' : 'saved')
    } catch (failure) {
      setError(failure)
      setState('editing')
    }
  }
  const edit = (some: Partial<typeof parts>) => {
    setState('editing')
    setParts((before) => ({ ...before, ...some }))
  }
  return (
    <div className="beside even publish">
      <div>
        <h2>{says.editTitle}</h2>
        {values && (
          <CardFields
            values={values}
            change={(key, value) => edit({ front: setField(parts.front, key, value) })}
          />
        )}
        <details open={why !== ''}>
          <summary>{says.metadata}</summary>
          <TextField
            label={says.metadata}
            hint={why && says.metadataBad(why)}
            isWrong={why !== ''}
            value={parts.front}
            change={(front) => edit({ front })}
            rows={10}
            maxLength={1_000_000}
          />
        </details>
        <TextField
          label={says.text}
          value={parts.body}
          change={(body) => edit({ body })}
          rows={16}
          maxLength={1_000_000}
        />
        <TextField label={says.message} value={message} change={setMessage} maxLength={500} />
        {theirs && (
          <Conflict
            theirs={theirs.text}
            mine={text}
            takeTheirs={() => {
              setParts(splitCard(theirs.text))
              setKept(joinCard(splitCard(theirs.text)))
              setBase(theirs.sha)
              setTheirs(undefined)
            }}
            keepMine={() => void save(theirs.sha)}
          />
        )}
        {error !== undefined && <Problem error={error} />}
        <p>
          <button
            type="button"
            className="primary"
            disabled={state === 'saving' || why !== '' || theirs !== undefined}
            onClick={() => void save(base)}
          >
            {says.save}
          </button>{' '}
          <span role="status">{state === 'saved' && says.saved}</span>
        </p>
      </div>
      <section className="panel card-preview" aria-label={says.preview}>
        <h2>{says.preview}</h2>
        <Markdown text={text} base={`/datasets/${id}/resolve/main/`} />
      </section>
    </div>
  )
}

function readFront(front: string): { values?: Record<string, unknown>; why: string } {
  try {
    return { values: frontValues(front), why: '' }
  } catch (error) {
    return { why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  }
}
