/** Pointer files: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
export interface LfsPointer {
  /** SHA-256 as 64 hex digits. */
  sha256: string
  size: number
}

const MAX_POINTER_BYTES = 1024
const VERSION = 'version https://git-lfs.github.com/spec/v1'

export const encodePointer = ({ sha256, size }: LfsPointer): Buffer =>
  Buffer.from(`${VERSION}\noid sha256:${sha256}\nsize ${size}\n`)

/** The pointer that `content` is, or undefined when it is any other file. */
export function parsePointer(content: Uint8Array): LfsPointer | undefined {
  if (content.length > MAX_POINTER_BYTES || content.length < VERSION.length) return undefined
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8')
  if (!text.startsWith(`${VERSION}\n`)) return undefined
  const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(text)
  const size = /^size (\d{1,15})$/m.exec(text)
  return oid && size ? { sha256: oid[1] as string, size: Number(size[1]) } : undefined
}
