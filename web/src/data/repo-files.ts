import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { apiPath, bytesPath, encodePath, type RepoRef } from '../codecs/repo-address.js'
import { ask, askJson, HubRefused, nextOf, send } from './ask.js'

export interface FileFacts {
  type: 'file' | 'directory'
  path: string
  size: number
  /** git's name of the content. */
  oid: string
  /** `oid` is the SHA-256 of the content. */
  lfs?: { oid: string; size: number }
  lastCommit?: { id: string; title: string; date: string }
}
interface Ref {
  name: string
  ref: string
  targetCommit: string
}
export interface Refs {
  branches: Ref[]
  tags: Ref[]
  converts: Ref[]
}

const FOLDER_PAGE = 100
/** A revision that is a commit never changes. */
const isFixed = (revision: string) => /^[0-9a-f]{40}$/.test(revision)
const stale = (revision: string) => (isFixed(revision) ? { staleTime: Number.POSITIVE_INFINITY } : {})

export const useRefs = (repo: RepoRef) =>
  useQuery({
    queryKey: ['refs', repo],
    queryFn: ({ signal }) => askJson<Refs>(`${apiPath(repo)}/refs`, signal),
  })

/** Entries of a folder, a page at a time, with the commit that changed each last. */
export const useFolderAt = (repo: RepoRef, revision: string, folder: string) =>
  useInfiniteQuery({
    queryKey: ['folder', repo, revision, folder],
    queryFn: async ({ pageParam, signal }) => {
      const answer = await ask(pageParam, signal)
      return { entries: (await answer.json()) as FileFacts[], next: nextOf(answer) }
    },
    initialPageParam: `${apiPath(repo)}/tree/${encodeURIComponent(revision)}${folder ? `/${encodePath(folder)}` : ''}?expand=true&limit=${FOLDER_PAGE}`,
    getNextPageParam: (last) => last.next,
    ...stale(revision),
  })

/** What is known of these paths; those that do not exist are left out. */
export async function pathsInfo(
  repo: RepoRef,
  revision: string,
  paths: string[],
  expand = false,
): Promise<FileFacts[]> {
  const answer = await send('POST', `${apiPath(repo)}/paths-info/${encodeURIComponent(revision)}`, {
    paths,
    expand,
  })
  return answer.json() as Promise<FileFacts[]>
}

/** A file or folder; null when there is none. */
export const useFileFacts = (repo: RepoRef, revision: string, path: string) =>
  useQuery({
    queryKey: ['file', repo, revision, path],
    queryFn: async () => (await pathsInfo(repo, revision, [path], true))[0] ?? null,
    ...stale(revision),
  })

/** Size of a whole revision, where the hub knows it. */
export const useRepoSize = (repo: RepoRef) =>
  useQuery({
    queryKey: ['size', repo],
    queryFn: async ({ signal }) =>
      (await askJson<{ mainSize?: number }>(`${apiPath(repo)}?expand=mainSize`, signal)).mainSize ?? null,
  })

export interface Piece {
  bytes: Uint8Array<ArrayBuffer>
  /** Of the whole file. */
  size: number
}

/** Bytes [start, end) of a file, or fewer where it ends. */
export async function readBytes(
  file: { repo: RepoRef; revision: string; path: string },
  [start, end]: [number, number],
  signal?: AbortSignal,
): Promise<Piece> {
  const headers = { range: `bytes=${start}-${end - 1}` }
  const answer = await fetch(bytesPath(file.repo, file.revision, file.path), {
    headers,
    ...(signal && { signal }),
  })
  if (answer.status === 416) return { bytes: new Uint8Array(), size: start }
  if (!answer.ok) throw await refusal(answer)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const size = Number(/\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1] ?? bytes.length)
  return { bytes, size }
}

async function refusal(answer: Response): Promise<HubRefused> {
  const { error } = (await answer.json().catch(() => ({}))) as { error?: string }
  const words = error ?? answer.headers.get('x-error-message') ?? answer.statusText
  return new HubRefused(answer.status, answer.headers.get('x-error-code') ?? '', words)
}

/** The first bytes of a file, and more of them by `fetchNextPage`. */
export const usePieces = (file: FileAt, pieceBytes: number) =>
  useInfiniteQuery({
    queryKey: ['bytes', file.repo, file.revision, file.path, file.facts.oid, pieceBytes],
    queryFn: ({ pageParam, signal }) => readBytes(file, [pageParam, pageParam + pieceBytes], signal),
    initialPageParam: 0,
    getNextPageParam: (last, _all, start) =>
      start + last.bytes.length < last.size && last.bytes.length > 0 ? start + last.bytes.length : undefined,
  })

/** A file that is there. */
export interface FileAt {
  repo: RepoRef
  revision: string
  path: string
  facts: FileFacts
}
export const sizeOf = ({ lfs, size }: FileFacts): number => lfs?.size ?? size

/** Something that is read from a file by ranges, such as a header. */
export const useFromFile = <T>(
  file: FileAt,
  what: string,
  read: (file: FileAt, signal: AbortSignal) => Promise<T>,
) =>
  useQuery({
    queryKey: [what, file.repo, file.revision, file.path, file.facts.oid],
    queryFn: ({ signal }) => read(file, signal),
  })

/** SHA-256 of a file: what the hub stores, or counted here from bytes that are few. */
export async function sha256Of(file: FileAt): Promise<string> {
  if (file.facts.lfs) return file.facts.lfs.oid
  const { bytes } = await readBytes(file, [0, Math.max(1, file.facts.size)])
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
