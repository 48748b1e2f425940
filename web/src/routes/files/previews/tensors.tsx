import { bytesPath } from '../../../codecs/repo-address.js'
import { Loading } from '../../../components/problem.js'
import { HeaderProblem, HeaderTable } from '../../../components/tensor-header.js'
import { useFromFile } from '../../../data/repo-files.js'
import { readHeader } from '../../../data/tensor-header.js'
import type { PreviewProps } from './preview.js'

/** What the header of a file of tensors says. */
export default function TensorsPreview({ file }: PreviewProps) {
  const read = useFromFile(file, 'tensors', ({ repo, revision, path }, signal) =>
    readHeader(bytesPath(repo, revision, path), signal),
  )
  if (read.isPending) return <Loading />
  if (read.error) return <HeaderProblem path={file.path} error={read.error} />
  return <HeaderTable path={file.path} header={read.data} />
}
