import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useWords } from '../../words/words.js'
import { Refusal } from './refusal.js'

interface Props {
  label: string
  /** What the button shows, when there is no room for all of the label. */
  sign?: string
  /** What will happen, in a sentence or two. */
  what: ReactNode
  act(): Promise<unknown>
  /** Fields that the act needs. */
  children?: ReactNode
  isDangerous?: boolean
  isDisabled?: boolean
  className?: string
}

/** A button that asks first: it says what will happen, and a refusal stays where one can read it. */
export function Confirm({ label, sign, what, act, children, isDangerous, isDisabled, className }: Props) {
  const { words } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const close = () => dialog.current?.close()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await act()
      close()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <button
        type="button"
        className={`${className ?? ''} ${isDangerous ? 'danger' : ''}`}
        aria-label={sign && label}
        disabled={isDisabled}
        onClick={() => {
          setError(undefined)
          dialog.current?.showModal()
        }}
      >
        {sign ?? label}
      </button>
      <dialog ref={dialog} className="ask-first" aria-labelledby={title}>
        <form onSubmit={(event) => void submit(event)}>
          <h2 id={title}>{label}</h2>
          <div className="what">{what}</div>
          {children}
          {error !== undefined && <Refusal error={error} />}
          <div className="actions">
            <button type="submit" className={isDangerous ? 'danger main' : 'main'} disabled={isBusy}>
              {label}
            </button>
            <button type="button" onClick={close}>
              {words.requests.cancel}
            </button>
          </div>
        </form>
      </dialog>
    </>
  )
}
