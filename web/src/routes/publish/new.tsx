import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { Loading } from '../../components/problem.js'
import { useTitle } from '../../components/use-title.js'
import { useUnsaved } from '../../components/use-unsaved.js'
import type { Draft } from '../../core/draft.js'
import { type Me, useMe } from '../../data/me.js'
import { refreshAll } from '../../data/refresh.js'
import type { Inspection } from '../../data/upload/inspect.js'
import type { UploadFile } from '../../data/upload/upload.js'
import { useWords } from '../../words/words.js'
import { Published } from './published.js'
import { StepAccess } from './step-access.js'
import { StepDescribe } from './step-describe.js'
import { ownersOf, StepFiles } from './step-files.js'
import { StepPublish } from './step-publish.js'
import { type ChangeDraft, useDraft } from './use-draft.js'
import { type Reread, useInspection } from './use-inspection.js'
import '../../design/publish.css'

const STEPS = { files: StepFiles, describe: StepDescribe, access: StepAccess, publish: StepPublish }
type Step = keyof typeof STEPS
const NAMES = Object.keys(STEPS) as Step[]

export interface StepProps {
  draft: Draft
  change: ChangeDraft
  me: Me
  files: UploadFile[]
  setFiles(files: UploadFile[]): void
  junk: string[]
  setJunk(paths: string[]): void
  /** What is in the files; undefined while they are being looked into. */
  found: Inspection | undefined
  reread: Reread
  goTo(step: Step): void
  done(id: string): void
  /** While files are sent there is no other step. */
  lock(isLocked: boolean): void
}

/** A new data set, in four steps. */
export default function NewPage() {
  const { words } = useWords()
  const me = useMe()
  useTitle(words.publish.newDataset)
  if (me.isPending) return <Loading />
  if (me.data) return <Form key={me.data.name} me={me.data} />
  return (
    <>
      <h1>{words.publish.title}</h1>
      <p>{words.publish.signInFirst}</p>
      <a className="button primary" href="/login?next=%2Fnew">
        {words.signIn}
      </a>
    </>
  )
}

function Form({ me }: { me: Me }) {
  const { words } = useWords()
  const queries = useQueryClient()
  const [kept, change, forget] = useDraft(me.name)
  const draft = ownersOf(me).includes(kept.owner) ? kept : { ...kept, owner: me.name }
  const [step, setStep] = useState<Step>('files')
  const [files, setFiles] = useState<UploadFile[]>([])
  const [junk, setJunk] = useState<string[]>([])
  const [published, setPublished] = useState('')
  const [isLocked, lock] = useState(false)
  const [found, reread] = useInspection(files)
  // the form is kept in the browser, the files are not
  useUnsaved(files.length > 0 && published === '')
  const heading = useRef<HTMLHeadingElement>(null)
  const goTo = (next: Step) => {
    setStep(next)
    window.scrollTo({ top: 0 })
    heading.current?.focus()
  }
  const done = useCallback(
    (id: string) => {
      forget()
      setPublished(id)
      void refreshAll(queries)
    },
    [forget, queries],
  )
  if (published !== '') return <Published id={published} />
  const at = NAMES.indexOf(step)
  const Shown = STEPS[step]
  return (
    <div className="publish">
      <h1>{words.publish.title}</h1>
      <p className="quiet">{words.publish.lead}</p>
      {!isLocked && <Steps step={step} goTo={goTo} />}
      <h2 ref={heading} tabIndex={-1} className="step-title">
        {words.publish.steps[step]}{' '}
        <span className="quiet small">{words.publish.step(at + 1, NAMES.length)}</span>
      </h2>
      <Shown {...{ draft, change, me, files, setFiles, junk, setJunk, found, reread, goTo, done, lock }} />
      <div className="onward">
        {at > 0 && !isLocked && (
          <button type="button" onClick={() => goTo(NAMES[at - 1] ?? 'files')}>
            {words.publish.back}
          </button>
        )}
        {at < NAMES.length - 1 && (
          <button type="button" className="primary" onClick={() => goTo(NAMES[at + 1] ?? 'publish')}>
            {words.publish.next}
          </button>
        )}
        {at === 0 && (
          <button type="button" className="plain" onClick={forget}>
            {words.publish.startOver}
          </button>
        )}
      </div>
    </div>
  )
}

function Steps({ step, goTo }: { step: Step; goTo(step: Step): void }) {
  const { words } = useWords()
  return (
    <nav aria-label={words.publish.title}>
      <ol className="steps">
        {NAMES.map((name, i) => (
          <li key={name}>
            <button
              type="button"
              aria-current={name === step ? 'step' : undefined}
              onClick={() => goTo(name)}
            >
              <span className="step-number">{i + 1}</span> {words.publish.steps[name]}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
