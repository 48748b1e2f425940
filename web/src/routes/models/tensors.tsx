import { useState } from 'react'
import { Loading } from '../../components/problem.js'
import { HeaderProblem, HeaderTable } from '../../components/tensor-header.js'
import { isTensorFile, type ModelInfo, useTensorHeaders } from '../../data/model.js'
import { useFormats, useWords } from '../../words/words.js'
import { MOST_READ, sumOf } from './sums.js'

/** What the files of a model hold, read from their headers by range. */
export default function TensorsTab({ info }: { info: ModelInfo }) {
  const { words } = useWords()
  const { number, short, bytes } = useFormats()
  const paths = info.siblings.map(({ rfilename }) => rfilename).filter(isTensorFile)
  const headers = useTensorHeaders(info.id, info.sha, paths.slice(0, MOST_READ))
  const [chosen, setChosen] = useState(0)
  if (paths.length === 0) return <p className="quiet">{words.models.noTensors}</p>
  const sum = sumOf(headers.flatMap(({ data }) => data ?? []))
  const shown = headers[chosen]
  return (
    <>
      <p className="facts" role="status">
        <strong>
          {short(sum.parameters)} {words.models.parameters}
        </strong>
        <span>{words.models.tensors(number(sum.tensors))}</span>
        <span>{bytes(sum.bytes)}</span>
        <span>{sum.types.join(', ')}</span>
      </p>
      {paths.length > 1 && (
        <p>
          <label>
            {words.models.file}{' '}
            <select value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
              {paths.slice(0, MOST_READ).map((path, i) => (
                <option key={path} value={i}>
                  {path}
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
      {shown?.isPending && <Loading />}
      {shown?.error && <HeaderProblem path={paths[chosen] ?? ''} error={shown.error} />}
      {shown?.data && <HeaderTable key={chosen} path={paths[chosen] ?? ''} header={shown.data} />}
    </>
  )
}
