import { useEffect, useSyncExternalStore } from 'react'
import { Problem } from '../../components/problem.js'
import { type FileProgress, isPassing, type Upload, type UploadState } from '../../data/upload/upload.js'
import { useFormats, useWords } from '../../words/words.js'

const MOST_SHOWN = 30
/** Those that are busy first. */
const ORDER: FileProgress['state'][] = ['sending', 'reading', 'waiting', 'there', 'sent', 'withCommit']

interface Props {
  upload: Upload
  run(): void
  /** Back to the choice of files: some refusals pass only when that is another. */
  change(): void
}

/** How far an upload is, of all and of each file, with pause and resume. */
export function Progress({ upload, run, change }: Props) {
  const { words } = useWords()
  const state = useSyncExternalStore(upload.subscribe, upload.snapshot)
  const isLost = state.phase === 'failed' && isPassing(state.error)
  useEffect(() => {
    if (!isLost) return
    window.addEventListener('online', run)
    return () => window.removeEventListener('online', run)
  }, [isLost, run])
  return (
    <section className="panel" aria-label={words.publish.progress}>
      <Overall state={state} />
      {state.phase === 'running' && (
        <button type="button" onClick={() => upload.pause()}>
          {words.publish.pause}
        </button>
      )}
      {state.phase === 'paused' && <p role="status">{words.publish.paused}</p>}
      {isLost && <p className="notice">{words.publish.offline}</p>}
      {state.phase === 'failed' && !isLost && <Problem error={state.error} />}
      {(state.phase === 'paused' || state.phase === 'failed') && (
        <p className="actions">
          <button type="button" className="primary" onClick={run}>
            {words.publish.resume}
          </button>{' '}
          <button type="button" onClick={change}>
            {words.publish.chooseOthers}
          </button>
        </p>
      )}
      <Files files={state.files} />
    </section>
  )
}

function Overall({ state: { files, speed } }: { state: UploadState }) {
  const { words } = useWords()
  const { bytes } = useFormats()
  const time = useTime()
  const all = files.reduce((sum, { size }) => sum + size, 0)
  const done = files.reduce((sum, file) => sum + (isReading(file) ? 0 : file.done), 0)
  return (
    <>
      <progress max={Math.max(1, all)} value={all === 0 ? 1 : done} aria-label={words.publish.progress} />
      <p className="facts">
        <strong>{words.publish.ofAll(bytes(done), bytes(all))}</strong>
        {speed > 0 && <span>{words.publish.speed(bytes(speed))}</span>}
        {speed > 0 && done < all && <span>{words.publish.timeLeft(time((all - done) / speed))}</span>}
      </p>
    </>
  )
}

const isReading = ({ state }: FileProgress) => state === 'reading' || state === 'waiting'

/** Seconds in the largest unit that fits. */
function useTime() {
  const { language } = useWords()
  return (seconds: number) => {
    const [unit, size] =
      seconds < 90
        ? (['second', 1] as const)
        : seconds < 5400
          ? (['minute', 60] as const)
          : (['hour', 3600] as const)
    const format = new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: 'long',
      maximumFractionDigits: 0,
    })
    return format.format(Math.max(1, seconds / size))
  }
}

function Files({ files }: { files: FileProgress[] }) {
  const { words } = useWords()
  const { bytes, number } = useFormats()
  const sorted = [...files].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  return (
    <div className="scroll">
      <table className="listing progress-files">
        <tbody>
          {sorted.slice(0, MOST_SHOWN).map(({ path, size, done, state }) => (
            <tr key={path}>
              <td>{path}</td>
              <td className="number">
                {state === 'sending' || state === 'reading'
                  ? words.publish.ofAll(bytes(done), bytes(size))
                  : bytes(size)}
              </td>
              <td className={`state ${state}`}>{words.publish.fileStates[state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {files.length > MOST_SHOWN && (
        <p className="quiet small">{words.publish.moreFiles(number(files.length - MOST_SHOWN))}</p>
      )}
    </div>
  )
}
