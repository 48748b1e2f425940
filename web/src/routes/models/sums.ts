import type { TensorHeader } from '../../codecs/tensor-headers.js'

/** Files whose headers are read without being asked; more are read when they are opened. */
export const MOST_READ = 32

/** Numbers over the headers of a model's files. */
export function sumOf(headers: TensorHeader[]) {
  const all = headers.flatMap(({ tensors }) => tensors)
  const parameters = all.reduce(
    (sum, { shape }) => sum + shape.reduce((product, each) => product * each, 1),
    0,
  )
  const bytes = all.reduce((sum, tensor) => sum + tensor.bytes, 0)
  return { tensors: all.length, parameters, bytes, types: [...new Set(all.map(({ dtype }) => dtype))] }
}
