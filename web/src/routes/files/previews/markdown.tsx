import { bytesPath } from '../../../codecs/repo-address.js'
import { Markdown } from '../../../components/markdown.js'
import { Loading, Problem } from '../../../components/problem.js'
import { useBeginning } from '../../../data/file-text.js'
import { LoadMore } from './load-more.js'
import type { PreviewProps } from './preview.js'

/** Markdown as a page, cleaned as cards are. Its links and pictures are those beside it. */
export default function MarkdownPreview({ file }: PreviewProps) {
  const { pieces, bytes, text = '', size } = useBeginning(file)
  if (pieces.isPending) return <Loading />
  if (pieces.error) return <Problem error={pieces.error} retry={() => void pieces.refetch()} />
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  return (
    <>
      <Markdown text={text} base={bytesPath(file.repo, file.revision, folder)} />
      <LoadMore pieces={pieces} shown={bytes.length} size={size} />
    </>
  )
}
