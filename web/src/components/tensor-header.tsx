import { useState } from 'react'
import { HeaderFault, type TensorHeader, type TensorInfo } from '../codecs/tensor-headers.js'
import { useFormats, useWords } from '../words/words.js'
import { Problem } from './problem.js'

const FEW = 200

export function HeaderProblem({ path, error }: { path: string; error: Error }) {
  const { words } = useWords()
  if (!(error instanceof HeaderFault)) return <Problem error={error} />
  return (
    <p className="notice" role="alert">
      <code>{path}</code> {words.models.faulty} {words.models.faults[error.fault]}
    </p>
  )
}

/** What the header of a file of tensors says: the weights are not read. */
export function HeaderTable({ path, header }: { path: string; header: TensorHeader }) {
  const { words } = useWords()
  const { bytes, number } = useFormats()
  const [part, setPart] = useState('')
  const [most, setMost] = useState(FEW)
  const found = header.tensors.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()))
  return (
    <>
      <p className="quiet small">
        <code>{path}</code> · {words.models.headerOnly(bytes(header.headerBytes))}
      </p>
      {header.metadata.length > 0 && <Metadata rows={header.metadata} />}
      <div className="filters">
        <label className="wide">
          {words.models.findTensor}
          <input type="search" value={part} onChange={(event) => setPart(event.target.value)} />
        </label>
        <span className="quiet small" role="status">
          {words.models.shown(number(Math.min(most, found.length)), number(header.tensors.length))}
        </span>
      </div>
      <TensorTable tensors={found.slice(0, most)} />
      {found.length > most && (
        <button type="button" onClick={() => setMost(most + FEW)}>
          {words.models.moreTensors}
        </button>
      )}
    </>
  )
}

function TensorTable({ tensors }: { tensors: TensorInfo[] }) {
  const { words } = useWords()
  const { bytes } = useFormats()
  return (
    <table className="listing tensors">
      <thead>
        <tr>
          <th scope="col">{words.models.name}</th>
          <th scope="col">{words.models.shape}</th>
          <th scope="col">{words.models.kind}</th>
          <th scope="col" className="number">
            {words.models.size}
          </th>
        </tr>
      </thead>
      <tbody>
        {tensors.map((tensor) => (
          <tr key={tensor.name}>
            <td>
              <code>{tensor.name}</code>
            </td>
            <td>{tensor.shape.join(' × ') || '1'}</td>
            <td>{tensor.dtype}</td>
            <td className="number">{bytes(tensor.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Metadata({ rows }: { rows: [string, string][] }) {
  const { words } = useWords()
  return (
    <details className="panel">
      <summary>
        {words.models.metadata} ({rows.length})
      </summary>
      <dl>
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>
              <code>{key}</code>
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
