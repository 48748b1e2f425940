import { Loading, Problem } from '../../../components/problem.js'
import { useArchive } from '../../../data/inside.js'
import { useFormats, useWords } from '../../../words/words.js'
import type { PreviewProps } from './preview.js'

/** What is in a zip or tar, without unpacking it. */
export default function ArchivePreview({ file }: PreviewProps) {
  const texts = useWords().words.fileView
  const { bytes, number } = useFormats()
  const listing = useArchive(file)
  if (listing.isPending) return <Loading />
  if (listing.error) return <Problem error={listing.error} retry={() => void listing.refetch()} />
  const pages = listing.data.pages.map(({ page }) => page)
  const entries = pages.flatMap((page) => page.entries)
  const { total = 0, refused = 0, isCut = false } = pages[0] ?? {}
  return (
    <>
      <p className="quiet">{(isCut ? texts.inArchiveCut : texts.inArchive)(number(total))}</p>
      {refused > 0 && <p className="notice">{texts.refusedNames(number(refused))}</p>}
      <table className="listing">
        <thead>
          <tr>
            <th scope="col">{texts.name}</th>
            <th scope="col" className="number">
              {texts.size}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ name, size, isClosed }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an archive may hold a name twice, and never changes
            <tr key={i}>
              <td>
                {name}
                {isClosed && <span className="quiet small"> {texts.closed}</span>}
              </td>
              <td className="number">{bytes(size)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {listing.hasNextPage && (
        <p className="file-more">
          <button
            type="button"
            disabled={listing.isFetchingNextPage}
            onClick={() => void listing.fetchNextPage()}
          >
            {texts.loadMore}
          </button>
          <span className="quiet small">{texts.shown(number(entries.length))}</span>
        </p>
      )}
    </>
  )
}
