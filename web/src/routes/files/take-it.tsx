import { useQuery } from '@tanstack/react-query'
import { type FilePlace, MAIN, repoPath } from '../../codecs/repo-address.js'
import { Attribution } from '../../components/attribution.js'
import { Copy } from '../../components/copy.js'
import { ScrollBox } from '../../components/scroll-box.js'
import { shellText as quoted } from '../../components/use-lines.js'
import { datasetQuery } from '../../data/dataset.js'
import { type ReadyTable, useReadyTables } from '../../data/ready-tables.js'
import { useRepoSize } from '../../data/repo-files.js'
import { useFormats, useWords } from '../../words/words.js'
import { TakeTables } from './take-tables.js'

const GIGABIT = 125_000_000

/** Lines to copy that fetch the whole, or the part that is looked at, with how long that takes. */
export function TakeIt({ place }: { place: FilePlace }) {
  const texts = useWords().words.fileView
  const { repo, revision } = place
  const isDataset = repo.type === 'dataset'
  const tables = useReadyTables(repo.id, isDataset && revision === MAIN).data ?? []
  const info = useQuery({ ...datasetQuery(repo.id), enabled: isDataset }).data
  const needsToken = info !== undefined && (info.private || info.gated !== false)
  const ways = linesFor(place, texts, { needsToken, table: tables[0] })
  return (
    <details className="take">
      <summary>{texts.takeAll}</summary>
      <Size place={place} />
      <Attribution repo={repo} />
      {tables.length > 0 && <TakeTables repo={repo} tables={tables} />}
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

interface Known {
  needsToken: boolean
  /** The first one that is ready. */
  table: ReadyTable | undefined
}

function linesFor(
  { repo, view, revision, path }: FilePlace,
  texts: Texts,
  { needsToken, table }: Known,
): [string, string][] {
  const hub = window.location.origin
  const type = repo.type === 'dataset' ? ' --repo-type dataset' : ''
  const at = revision === MAIN ? '' : ` --revision ${quoted(revision)}`
  const token = (name: string) => (needsToken ? `export ${name}=dbelt_...  # ${hub}/settings/tokens\n` : '')
  const hf = (what: string) =>
    `export HF_ENDPOINT=${hub}\n${token('HF_TOKEN')}hf download ${repo.id}${what}${type}${at}`
  const part = view === 'blob' ? ` ${quoted(path)}` : ` --include ${quoted(`${path}/*`)}`
  const branch = revision === MAIN || /^[0-9a-f]{40}$/.test(revision) ? '' : ` --branch ${quoted(revision)}`
  const password = needsToken ? `# as the password give an access token: ${hub}/settings/tokens\n` : ''
  const ways: [string, string][] = [
    [texts.takeWhole, hf('')],
    [texts.takeGit, `git lfs install\n${password}git clone${branch} ${hub}${repoPath(repo)}`],
  ]
  if (path !== '') ways.unshift([view === 'blob' ? texts.takeFile : texts.takePart, hf(part)])
  if (table) {
    const config = table.config === 'default' ? '' : ` --config ${quoted(table.config)}`
    const pull = `databelt pull ${repo.id} --split ${quoted(table.split)}${config} --limit 1000 --hub ${hub}`
    ways.push([texts.takeRows, token('DATABELT_TOKEN') + pull])
  }
  return ways
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
