import { useFormats, useWords } from '../../../words/words.js'

interface Pieces {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage(): Promise<unknown>
}

/** How much of a file is shown, and a way to more of it. */
export function LoadMore({ pieces, shown, size }: { pieces: Pieces; shown: number; size: number }) {
  const texts = useWords().words.fileView
  const { bytes } = useFormats()
  if (!pieces.hasNextPage) return null
  return (
    <p className="file-more">
      <button type="button" disabled={pieces.isFetchingNextPage} onClick={() => void pieces.fetchNextPage()}>
        {texts.loadMore}
      </button>
      <span className="quiet small" role="status">
        {texts.shownBytes(bytes(shown), bytes(size))}
      </span>
    </p>
  )
}
