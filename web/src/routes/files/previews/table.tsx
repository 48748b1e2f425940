import { csvRows } from '../../../codecs/csv-rows.js'
import { delimiterOf } from '../../../codecs/csv-sniff.js'
import { kindOf } from '../../../codecs/file-kinds.js'
import { jsonlRows } from '../../../codecs/jsonl-rows.js'
import { Loading, Problem } from '../../../components/problem.js'
import { ScrollBox } from '../../../components/scroll-box.js'
import { useBeginning } from '../../../data/file-text.js'
import { useFormats, useWords } from '../../../words/words.js'
import { HexDump } from './hex-dump.js'
import { LoadMore } from './load-more.js'
import type { PreviewProps } from './preview.js'

const MOST_ROWS = 200

/** The first rows of a CSV, TSV or of lines of JSON, read from the beginning of the file. */
export default function TablePreview({ file }: PreviewProps) {
  const { words } = useWords()
  const { number } = useFormats()
  const { pieces, bytes, text, size, isCut } = useBeginning(file)
  if (pieces.isPending) return <Loading />
  if (pieces.error) return <Problem error={pieces.error} retry={() => void pieces.refetch()} />
  if (text === undefined) return <HexDump bytes={bytes.subarray(0, 4096)} />
  const read = kindOf(file.path) === 'csv' ? textRows : jsonlRows
  const most = MOST_ROWS * pieces.data.pages.length + 1
  const [head = [], ...rows] = read(text, { isCut, most })
  return (
    <>
      <p className="quiet small">{words.fileView.shownRows(number(rows.length))}</p>
      <CellTable head={head} rows={rows} label={words.fileView.table} />
      <LoadMore pieces={pieces} shown={bytes.length} size={size} />
    </>
  )
}

function textRows(text: string, { isCut, most }: { isCut: boolean; most: number }): string[][] {
  const told = text.replace(/^\uFEFF/, '')
  return csvRows(told, delimiterOf(told, isCut), { isCut, most }).map(({ cells }) => cells)
}

/** A table of texts that scrolls within itself. */
export function CellTable({ head, rows, label }: { head: string[]; rows: string[][]; label: string }) {
  return (
    <ScrollBox name="cells" label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col" className="index">
              #
            </th>
            {head.map((name, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name, and never move
              <th key={i} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and never move
            <tr key={i}>
              <th scope="row" className="index">
                {i + 1}
              </th>
              {head.map((_, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={column}>
                  <div>{row[column]}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
