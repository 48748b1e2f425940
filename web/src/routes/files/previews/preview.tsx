import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useState } from 'react'
import { type FileKind, kindOf } from '../../../codecs/file-kinds.js'
import { Choice } from '../../../components/choice.js'
import { Loading } from '../../../components/problem.js'
import { type FileAt, sizeOf } from '../../../data/repo-files.js'
import { useWords } from '../../../words/words.js'

export interface PreviewProps {
  file: FileAt
}
type Shower = LazyExoticComponent<ComponentType<PreviewProps>>

const TEXT = lazy(() => import('./text.js'))
const BYTES = lazy(() => import('./bytes.js'))
const MEDIA = lazy(() => import('./media.js'))
const TABLE = lazy(() => import('./table.js'))
const TENSORS = lazy(() => import('./tensors.js'))

const SHOWERS: Record<FileKind, Shower> = {
  archive: lazy(() => import('./archive.js')),
  audio: MEDIA,
  csv: TABLE,
  gguf: TENSORS,
  image: MEDIA,
  json: lazy(() => import('./json.js')),
  jsonl: TABLE,
  markdown: lazy(() => import('./markdown.js')),
  parquet: lazy(() => import('./parquet.js')),
  pdf: lazy(() => import('./pdf.js')),
  safetensors: TENSORS,
  text: TEXT,
  video: MEDIA,
  unknown: BYTES,
}
/** These can also be seen as they are written. */
const WITH_SOURCE: FileKind[] = ['csv', 'json', 'jsonl', 'markdown']

/** What can be seen of a file in the browser. Nothing in it runs. */
export function Preview({ file }: PreviewProps) {
  const { words } = useWords()
  const texts = words.fileView
  const [isSource, setSource] = useState(false)
  const kind = kindOf(file.path)
  if (sizeOf(file.facts) === 0) return <p className="quiet">{texts.emptyFile}</p>
  const Shown = isSource ? TEXT : SHOWERS[kind]
  return (
    <section aria-label={texts.preview} className="preview">
      {WITH_SOURCE.includes(kind) && (
        <Choice
          label={texts.preview}
          options={[
            ['preview', texts.preview],
            ['source', texts.source],
          ]}
          chosen={isSource ? 'source' : 'preview'}
          choose={(way) => setSource(way === 'source')}
        />
      )}
      <Suspense fallback={<Loading />}>
        <Shown file={file} />
      </Suspense>
    </section>
  )
}
