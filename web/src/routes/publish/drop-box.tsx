import { useRef, useState } from 'react'
import { Problem } from '../../components/problem.js'
import { type Chosen, readDrop, readPicked } from '../../data/upload/dropped.js'
import { useWords } from '../../words/words.js'

/** A place to drop files and folders, with choosers for those who do not drag. */
export function DropBox({ choose }: { choose(chosen: Chosen): void }) {
  const { words } = useWords()
  const [isOver, setOver] = useState(false)
  const [error, setError] = useState<unknown>()
  return (
    <section
      className={isOver ? 'drop over' : 'drop'}
      aria-label={words.publish.files}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        setError(undefined)
        void readDrop(event.dataTransfer).then(choose).catch(setError)
      }}
    >
      <strong>{words.publish.drop}</strong>
      <span className="quiet">{words.publish.or}</span>
      <Chooser label={words.publish.chooseFiles} choose={choose} />
      <Chooser label={words.publish.chooseFolder} choose={choose} isFolder />
      {error !== undefined && <Problem error={error} />}
    </section>
  )
}

interface ChooserProps {
  label: string
  isFolder?: boolean
  choose(chosen: Chosen): void
}

function Chooser({ label, isFolder = false, choose }: ChooserProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        {...(isFolder && { webkitdirectory: '' })}
        onChange={({ target }) => {
          if (target.files) choose(readPicked(target.files))
          // the same files may be chosen again
          target.value = ''
        }}
      />
    </>
  )
}
