import { useState } from 'react'
import { kindOf } from '../../../codecs/file-kinds.js'
import { readGguf } from '../../../codecs/gguf.js'
import { readSafetensors, type TensorFile } from '../../../codecs/safetensors.js'
import { Loading, Problem } from '../../../components/problem.js'
import { type FileAt, readBytes, useFromFile } from '../../../data/repo-files.js'
import { useFormats, useWords } from '../../../words/words.js'
import { Facts } from './facts.js'
import type { PreviewProps } from './preview.js'

const PAGE = 200

/** What the header of a file of tensors says; the weights are not read. */
export default function TensorsPreview({ file }: PreviewProps) {
  const read = useFromFile(file, 'tensors', readTensors)
  if (read.isPending) return <Loading />
  if (read.error) return <Problem error={read.error} retry={() => void read.refetch()} />
  return <Tensors found={read.data} />
}

function readTensors(file: FileAt, signal: AbortSignal): Promise<TensorFile> {
  const range = async (start: number, end: number) => (await readBytes(file, [start, end], signal)).bytes
  return kindOf(file.path) === 'gguf' ? readGguf(range) : readSafetensors(range)
}

function Tensors({ found: { tensors, parameters, metadata } }: { found: TensorFile }) {
  const texts = useWords().words.fileView
  const { bytes, number, short } = useFormats()
  const [filter, setFilter] = useState('')
  const [shown, setShown] = useState(PAGE)
  const fitting = tensors.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()))
  const hasBytes = tensors.some((tensor) => tensor.bytes !== undefined)
  const facts: [string, string][] = [
    [texts.parameters, `${short(parameters)} (${number(parameters)})`],
    [texts.tensors, number(tensors.length)],
    [texts.kind, [...new Set(tensors.map(({ type }) => type))].join(', ')],
  ]
  return (
    <>
      <Facts facts={[...facts, ...metadata]} />
      <label className="stacked">
        {texts.filter}
        <input type="search" onChange={({ target }) => setFilter(target.value)} />
      </label>
      <table className="listing">
        <thead>
          <tr>
            <th scope="col">{texts.tensor}</th>
            <th scope="col">{texts.shape}</th>
            <th scope="col">{texts.kind}</th>
            {hasBytes && (
              <th scope="col" className="number">
                {texts.size}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {fitting.slice(0, shown).map((tensor) => (
            <tr key={tensor.name}>
              <td className="mono">{tensor.name}</td>
              <td className="mono">{tensor.shape.join(' × ') || '–'}</td>
              <td>{tensor.type}</td>
              {hasBytes && <td className="number">{tensor.bytes !== undefined && bytes(tensor.bytes)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {fitting.length > shown && (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          {texts.moreItems(number(Math.min(PAGE, fitting.length - shown)))}
        </button>
      )}
    </>
  )
}
