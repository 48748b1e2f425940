import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useUnsaved } from '../../components/use-unsaved.js'
import { refreshAll } from '../../data/refresh.js'
import { type Inspection, inspect } from '../../data/upload/inspect.js'
import { withoutDoubles } from '../../data/upload/joined.js'
import { Upload, type UploadFile } from '../../data/upload/upload.js'
import { useWords } from '../../words/words.js'
import type { TabProps } from '../dataset/page.js'
import { DropBox } from './drop-box.js'
import { ExistingFiles } from './existing-files.js'
import { TextField } from './fields.js'
import { FileList } from './file-list.js'
import { PersonalNotice } from './personal-notice.js'
import { Progress } from './progress.js'
import { Replaced } from './replaced.js'
import { TableGuess } from './table-guess.js'
import { Unreadable } from './unreadable.js'
import { useStopping } from './use-stopping.js'
import '../../design/publish.css'

/** Files to add to a data set, and changes to those that are there. */
export default function UploadTab({ info: { id } }: TabProps) {
  return (
    <div className="publish">
      <AddFiles id={id} />
      <ExistingFiles id={id} />
    </div>
  )
}

function AddFiles({ id }: { id: string }) {
  const { words } = useWords()
  const says = words.publish
  const queries = useQueryClient()
  const [files, setFiles] = useState<UploadFile[]>([])
  const [junk, setJunk] = useState<string[]>([])
  const [found, setFound] = useState<Inspection>()
  const [folder, setFolder] = useState('')
  const [message, setMessage] = useState<string>(says.addMessage)
  const [upload, setUpload] = useState<Upload>()
  const [isDone, setDone] = useState(false)

  useStopping(upload)
  useUnsaved(files.length > 0)

  const choose = (chosen: UploadFile[]) => {
    setDone(false)
    setFiles(chosen)
    void inspect(chosen).then(setFound)
  }
  const run = useCallback(
    async (running: Upload) => {
      if (!(await running.run())) return
      setUpload(undefined)
      setFiles([])
      setFound(undefined)
      setDone(true)
      void refreshAll(queries)
    },
    [queries],
  )
  const goOn = useCallback(() => {
    if (upload) void run(upload)
  }, [upload, run])
  const below = folder.trim().replace(/^\/+|\/+$/g, '')
  const placed = files.map(({ path, file }) => ({ path: below === '' ? path : `${below}/${path}`, file }))
  const begin = () => {
    const made = new Upload({ id, files: placed, lines: [], summary: message.trim() || says.addMessage })
    setUpload(made)
    void run(made)
  }
  return (
    <section>
      <h2>{says.addFiles}</h2>
      {upload ? (
        <Progress upload={upload} run={goOn} change={() => setUpload(undefined)} />
      ) : (
        <DropBox
          choose={(chosen) => {
            choose(withoutDoubles([...files, ...chosen.files]))
            setJunk(chosen.junk)
          }}
        />
      )}
      <p role="status">{isDone && says.added}</p>
      {!upload && files.length > 0 && (
        <>
          <FileList files={files} junk={junk} change={choose} />
          {found && <Unreadable paths={found.unreadable} />}
          {found && <PersonalNotice personal={found.personal} />}
          {found && <TableGuess tables={found.tables} />}
          <div className="pair">
            <TextField label={says.message} value={message} change={setMessage} maxLength={500} />
            <TextField label={says.intoFolder} hint={says.intoFolderHint} value={folder} change={setFolder} />
          </div>
          <Replaced id={id} paths={placed.map(({ path }) => path)} />
          <button type="button" className="primary" onClick={begin}>
            {says.send}
          </button>
        </>
      )}
    </section>
  )
}
