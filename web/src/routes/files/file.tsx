import { Link, Redirect } from 'wouter'
import { bytesPath, type FilePlace, hfPath, viewPath } from '../../codecs/repo-address.js'
import { Copy } from '../../components/copy.js'
import { Loading, Problem } from '../../components/problem.js'
import { HubRefused } from '../../data/ask.js'
import { type FileAt, sha256Of, sizeOf, useFileFacts } from '../../data/repo-files.js'
import { useFormats, useWords } from '../../words/words.js'
import { Missing } from './missing.js'
import { Preview } from './previews/preview.js'
import { TakeIt } from './take-it.js'
import { Toolbar } from './toolbar.js'

/** One file of a version: what it is, how to take it, and what can be seen of it. */
export default function FilePage({ place }: { place: FilePlace }) {
  const { repo, revision, path } = place
  const facts = useFileFacts(repo, revision, path)
  const isGone = facts.error instanceof HubRefused && facts.error.code === 'RevisionNotFound'
  return (
    <>
      <Toolbar place={place} />
      {facts.isPending && <Loading />}
      {facts.error && !isGone && <Problem error={facts.error} retry={() => void facts.refetch()} />}
      {(facts.data === null || isGone) && <Missing place={place} />}
      {facts.data?.type === 'directory' && <Redirect to={viewPath(repo, 'tree', revision, path)} replace />}
      {facts.data?.type === 'file' && (
        <Shown place={place} file={{ repo, revision, path, facts: facts.data }} />
      )}
    </>
  )
}

function Shown({ place, file }: { place: FilePlace; file: FileAt }) {
  return (
    <>
      <About file={file} />
      <Preview key={`${file.revision} ${file.path}`} file={file} />
      <TakeIt place={place} />
    </>
  )
}

function About({ file }: { file: FileAt }) {
  const texts = useWords().words.fileView
  const { bytes, date } = useFormats()
  const { repo, revision, path, facts } = file
  const { lastCommit, lfs } = facts
  const name = path.split('/').at(-1) ?? path
  return (
    <section className="about-file" aria-label={texts.about}>
      <p>
        <strong>{bytes(sizeOf(facts))}</strong>
        {lastCommit && (
          <>
            {' · '}
            <Link href={viewPath(repo, 'commit', lastCommit.id)}>{lastCommit.title}</Link>{' '}
            <time className="quiet" dateTime={lastCommit.date}>
              {date(lastCommit.date)}
            </time>
          </>
        )}
        <br />
        <span className="quiet small">
          {lfs ? texts.sha256 : texts.gitId} <code>{(lfs?.oid ?? facts.oid).slice(0, 16)}…</code>
        </span>
      </p>
      <div className="file-actions">
        <a
          className="button main-action"
          href={`${bytesPath(repo, revision, path)}?download=true`}
          download={name}
          aria-label={texts.downloadOf(name)}
        >
          {texts.download}
        </a>
        <Copy label={texts.copyHf} text={hfPath(repo, revision, path)} />
        <Copy label={texts.copySha} text={() => sha256Of(file)} />
      </div>
    </section>
  )
}
