import { Loading, Problem } from '../../../components/problem.js'
import { ScrollBox } from '../../../components/scroll-box.js'
import { type ParquetColumn, type ParquetFacts, useParquetFacts } from '../../../data/inside.js'
import { useFormats, useWords } from '../../../words/words.js'
import { Facts } from './facts.js'
import type { PreviewProps } from './preview.js'

/** Columns, row groups and compression of a Parquet file, from its footer. */
export default function ParquetPreview({ file }: PreviewProps) {
  const found = useParquetFacts(file)
  if (found.isPending) return <Loading />
  if (found.error) return <Problem error={found.error} retry={() => void found.refetch()} />
  return (
    <>
      <About facts={found.data} />
      <Columns columns={found.data.columns} />
      <RowGroups facts={found.data} />
    </>
  )
}

function About({ facts }: { facts: ParquetFacts }) {
  const texts = useWords().words.fileView
  const { number, bytes } = useFormats()
  return (
    <Facts
      facts={[
        [texts.rows, number(facts.rows)],
        [texts.columns, number(facts.columnCount)],
        [texts.rowGroups, number(facts.rowGroupCount)],
        [texts.compression, [...new Set(facts.columns.map(({ compression }) => compression))].join(', ')],
        [texts.packed, `${bytes(facts.packed)} / ${bytes(facts.unpacked)}`],
        [texts.writtenBy, facts.createdBy],
      ]}
    />
  )
}

function Columns({ columns }: { columns: ParquetColumn[] }) {
  const texts = useWords().words.fileView
  const { number, bytes } = useFormats()
  return (
    <ScrollBox name="cells" label={texts.columns}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.column}</th>
            <th scope="col">{texts.type}</th>
            <th scope="col" className="number">
              {texts.packed}
            </th>
            <th scope="col" className="number">
              {texts.unpacked}
            </th>
            <th scope="col" className="number">
              {texts.nulls}
            </th>
            <th scope="col">{texts.least}</th>
            <th scope="col">{texts.most}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.name}>
              <th scope="row">{column.name}</th>
              <td className="mono">{column.type}</td>
              <td className="number">{bytes(column.packed)}</td>
              <td className="number">{bytes(column.unpacked)}</td>
              <td className="number">{column.nulls === null ? '–' : number(column.nulls)}</td>
              <td>{column.min ?? '–'}</td>
              <td>{column.max ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

function RowGroups({ facts: { rowGroups } }: { facts: ParquetFacts }) {
  const texts = useWords().words.fileView
  const { number, bytes } = useFormats()
  return (
    <details className="take">
      <summary>{texts.rowGroups}</summary>
      <table className="listing">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col" className="number">
              {texts.rows}
            </th>
            <th scope="col" className="number">
              {texts.packed}
            </th>
            <th scope="col" className="number">
              {texts.unpacked}
            </th>
          </tr>
        </thead>
        <tbody>
          {rowGroups.map(({ rows, packed, unpacked }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row group is known by its number
            <tr key={i}>
              <td>{texts.rowGroup(number(i + 1))}</td>
              <td className="number">{number(rows)}</td>
              <td className="number">{bytes(packed)}</td>
              <td className="number">{bytes(unpacked)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
