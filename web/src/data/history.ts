import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type FileChange, type ShownChange, withRenames } from '../codecs/file-changes.js'
import { apiPath, type RepoRef, repoPath } from '../codecs/repo-address.js'
import { ask, askJson, nextOf } from './ask.js'
import { type FileFacts, pathsInfo } from './repo-files.js'

export interface Commit {
  id: string
  title: string
  message: string
  date: string
  authors: { user: string }[]
}
const COMMITS = 50
const CHANGES = 100
/** Two revisions; `from` is empty for the first commit of all, before which there was nothing. */
export interface Span {
  from: string
  to: string
}

/** Commits of a revision, newest first; of a path, those that changed it, of which there is no total. */
export const useCommits = (repo: RepoRef, revision: string, path: string) =>
  useInfiniteQuery({
    queryKey: ['commits', repo, revision, path],
    queryFn: async ({ pageParam, signal }) => {
      const answer = await ask(pageParam, signal)
      const total = answer.headers.get('x-total-count')
      return {
        commits: (await answer.json()) as Commit[],
        total: total === null ? undefined : Number(total),
        next: nextOf(answer),
      }
    },
    initialPageParam: `${apiPath(repo)}/commits/${encodeURIComponent(revision)}?${new URLSearchParams({
      limit: String(COMMITS),
      ...(path !== '' && { path }),
    })}`,
    getNextPageParam: (last) => last.next,
  })

export const useCommit = (repo: RepoRef, revision: string) =>
  useQuery({
    queryKey: ['commit', repo, revision],
    queryFn: ({ signal }) =>
      askJson<Commit & { parents: string[] }>(
        `${repoPath(repo)}/commit/${encodeURIComponent(revision)}`,
        signal,
      ),
  })

export interface SizedChange extends ShownChange {
  before: FileFacts | undefined
  after: FileFacts | undefined
}
export interface ChangesPage {
  changes: SizedChange[]
  next: string | undefined
}

/** Files that differ between two revisions, a page at a time, each with what is known of it on both sides. */
export const useChanges = (repo: RepoRef, span: Span) =>
  useInfiniteQuery({
    queryKey: ['changes', repo, span],
    queryFn: async ({ pageParam, signal }): Promise<ChangesPage> => {
      const answer = await ask(pageParam, signal)
      const found: unknown = await answer.json()
      const files = Array.isArray(found)
        ? asAdded(found as FileFacts[])
        : (found as { files: FileChange[] }).files
      return { changes: await withFacts(repo, span, withRenames(files)), next: nextOf(answer) }
    },
    initialPageParam: firstPage(repo, span),
    getNextPageParam: (last) => last.next,
  })

/** Before the first commit there was nothing, so all its files are new. */
function firstPage(repo: RepoRef, { from, to }: Span): string {
  if (from === '') return `${apiPath(repo)}/tree/${encodeURIComponent(to)}?recursive=true&limit=${CHANGES}`
  return `${apiPath(repo)}/compare/${encodeURIComponent(from)}..${encodeURIComponent(to)}?limit=${CHANGES}`
}

const asAdded = (entries: FileFacts[]): FileChange[] =>
  entries
    .filter(({ type }) => type === 'file')
    .map(({ path, oid }) => ({ path, status: 'added', oldOid: null, newOid: oid }))

async function withFacts(repo: RepoRef, { from, to }: Span, changes: ShownChange[]): Promise<SizedChange[]> {
  const factsOf = async (revision: string, paths: string[]) => {
    const found = paths.length > 0 ? await pathsInfo(repo, revision, paths) : []
    return new Map(found.map((facts) => [facts.path, facts]))
  }
  const [before, after] = await Promise.all([
    factsOf(
      from,
      changes.filter(({ oldOid }) => oldOid !== null).map(({ oldPath }) => oldPath),
    ),
    factsOf(
      to,
      changes.filter(({ newOid }) => newOid !== null).map(({ path }) => path),
    ),
  ])
  return changes.map((change) => ({
    ...change,
    before: before.get(change.oldPath),
    after: after.get(change.path),
  }))
}
