import { type FilePlace, MAIN, repoPath } from '../../codecs/repo-address.js'
import { Copy } from '../../components/copy.js'
import { ScrollBox } from '../../components/scroll-box.js'
import { useRepoSize } from '../../data/repo-files.js'
import { useFormats, useWords } from '../../words/words.js'

const GIGABIT = 125_000_000
/** Characters that a shell leaves alone. */
const PLAIN = /^[\w@%+=:,./-]+$/
const quoted = (text: string) => (PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** Lines to copy that fetch the whole, or the part that is looked at, with how long that takes. */
export function TakeIt({ place }: { place: FilePlace }) {
  const texts = useWords().words.fileView
  const ways = linesFor(place, texts)
  return (
    <details className="take">
      <summary>{texts.takeAll}</summary>
      <Size place={place} />
      {ways.map(([title, lines]) => (
        <section key={title}>
          <h3>{title}</h3>
          <ScrollBox name="code-scroll" label={title}>
            <pre className="code">{lines}</pre>
          </ScrollBox>
          <Copy label={texts.copyLines} text={lines} />
        </section>
      ))}
    </details>
  )
}

type Texts = ReturnType<typeof useWords>['words']['fileView']

function linesFor({ repo, view, revision, path }: FilePlace, texts: Texts): [string, string][] {
  const hub = window.location.origin
  const type = repo.type === 'dataset' ? ' --repo-type dataset' : ''
  const at = revision === MAIN ? '' : ` --revision ${quoted(revision)}`
  const hf = (what: string) => `export HF_ENDPOINT=${hub}\nhf download ${repo.id}${what}${type}${at}`
  const part = view === 'blob' ? ` ${quoted(path)}` : ` --include ${quoted(`${path}/*`)}`
  const branch = revision === MAIN || /^[0-9a-f]{40}$/.test(revision) ? '' : ` --branch ${quoted(revision)}`
  return [
    ...(path === ''
      ? []
      : [[view === 'blob' ? texts.takeFile : texts.takePart, hf(part)] as [string, string]]),
    [texts.takeWhole, hf('')],
    [texts.takeGit, `git lfs install\ngit clone${branch} ${hub}${repoPath(repo)}`],
    ...(repo.type === 'dataset'
      ? [
          [texts.takeRows, `databelt pull ${repo.id} --split train --limit 1000 --hub ${hub}`] as [
            string,
            string,
          ],
        ]
      : []),
  ]
}

function Size({ place: { repo } }: { place: FilePlace }) {
  const texts = useWords().words.fileView
  const { bytes } = useFormats()
  const { data: size } = useRepoSize(repo)
  if (typeof size !== 'number') return null
  const time = (seconds: number) =>
    seconds < 90
      ? texts.seconds(Math.max(1, Math.round(seconds)))
      : seconds < 5400
        ? texts.minutes(Math.round(seconds / 60))
        : texts.hours(Math.round(seconds / 3600))
  return (
    <p className="quiet">{texts.takeHint(bytes(size), time(size / GIGABIT), time((size / GIGABIT) * 10))}</p>
  )
}
