import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import type { CommitOperation } from '../../services/commits/staging.js'
import { checked, decodeText, parseJson, readLines } from '../bodies.js'

const Header = z.object({
  summary: z.string().max(10_000).default(''),
  description: z.string().max(100_000).nullish(),
  parentCommit: z
    .string()
    .regex(/^[0-9a-f]{5,40}$/, 'must be 5 to 40 hex digits')
    .nullish(),
})
const Operation = z.discriminatedUnion('key', [
  z.object({
    key: z.literal('file'),
    value: z.object({
      path: z.string(),
      content: z.string(),
      encoding: z.enum(['base64', 'utf-8']).default('utf-8'),
    }),
  }),
  z.object({
    key: z.literal('lfsFile'),
    value: z.object({
      path: z.string(),
      algo: z.literal('sha256').optional(),
      oid: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 as 64 hex digits'),
      size: z.number().int().nonnegative().nullish(),
    }),
  }),
  z.object({ key: z.literal('deletedFile'), value: z.object({ path: z.string() }) }),
  z.object({ key: z.literal('deletedFolder'), value: z.object({ path: z.string() }) }),
])

export type CommitHeader = z.infer<typeof Header>

/** A commit body: NDJSON, the header first. The operations are read as the caller asks for them. */
export async function readCommit(
  request: FastifyRequest,
  lineBytes: number,
): Promise<{ header: CommitHeader; operations: AsyncGenerator<CommitOperation> }> {
  const lines = nonEmpty(readLines(request, lineBytes))
  const first = await lines.next()
  const line = first.done
    ? undefined
    : checked(z.object({ key: z.literal('header'), value: Header }), first.value)
  if (!line)
    throw new HubError('BadRequest', {
      why: 'The commit is empty. Its first line must be {"key":"header",...}.',
    })
  return { header: line.value, operations: operationsOf(lines) }
}

async function* operationsOf(lines: AsyncGenerator<unknown>): AsyncGenerator<CommitOperation> {
  for await (const line of lines) {
    const { key, value } = checked(Operation, line)
    if (key === 'file') yield { kind: key, path: value.path, content: decode(value) }
    else if (key === 'lfsFile')
      yield { kind: key, path: value.path, sha256: value.oid, size: value.size ?? undefined }
    else yield { kind: key, path: value.path }
  }
}

async function* nonEmpty(lines: AsyncGenerator<Buffer>): AsyncGenerator<unknown> {
  for await (const line of lines) {
    const text = decodeText(line)
    if (text.trim() !== '') yield parseJson(text)
  }
}

/** Buffer.from stops at the first bad digit without a word, so the length is checked. */
function decode(file: { path: string; content: string; encoding: string }): Buffer {
  if (file.encoding === 'utf-8') return Buffer.from(file.content, 'utf8')
  const content = Buffer.from(file.content, 'base64')
  const padding = file.content.endsWith('==') ? 2 : file.content.endsWith('=') ? 1 : 0
  const digits = file.content.length - padding
  if (digits % 4 !== 1 && content.length === Math.floor((digits * 3) / 4)) return content
  throw new HubError('BadRequest', { why: `The content of ${file.path.slice(0, 200)} is not valid base64.` })
}
