import { endingOf } from '../../../codecs/file-kinds.js'
import { Loading, Problem } from '../../../components/problem.js'
import { useBeginning } from '../../../data/file-text.js'
import { useWords } from '../../../words/words.js'
import { HexDump } from './hex-dump.js'
import { LoadMore } from './load-more.js'
import type { PreviewProps } from './preview.js'
import { Code } from './text.js'

const PIECE_BYTES = 4096

/** A file of a kind that has no preview: text if it looks like it, else its bytes. */
export default function BytesPreview({ file }: PreviewProps) {
  const { words } = useWords()
  const { pieces, bytes, text, size } = useBeginning(file, PIECE_BYTES)
  if (pieces.isPending) return <Loading />
  if (pieces.error) return <Problem error={pieces.error} retry={() => void pieces.refetch()} />
  return (
    <>
      {text === undefined && <p className="quiet">{words.fileView.cannotShow}</p>}
      {text === undefined ? <HexDump bytes={bytes} /> : <Code text={text} ending={endingOf(file.path)} />}
      <LoadMore pieces={pieces} shown={bytes.length} size={size} />
    </>
  )
}
