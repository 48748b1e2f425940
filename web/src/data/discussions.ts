import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RepoRef } from '../codecs/repo-address.js'
import { ask, askJson, HubRefused, send } from './ask.js'

export type Status = 'open' | 'closed'
export const PLACES = ['config', 'split', 'row', 'column', 'path'] as const
export type Report = Partial<Record<(typeof PLACES)[number] | 'revision', string | number>>

export interface Discussion {
  num: number
  title: string
  status: string
  isPullRequest: boolean
  createdAt: string
  author?: { name: string }
  report?: Report
}
export interface CommentData {
  edited: boolean
  hidden: boolean
  latest: { raw: string; updatedAt: string }
}
export interface DiscussionEvent {
  id: string
  type: 'comment' | 'status-change' | 'title-change' | 'commit'
  createdAt: string
  author?: { name: string }
  data: unknown
}
export const PAGE = 50

const apiOf = ({ type, id }: RepoRef) => `/api/${type}s/${id}/discussions`
const keyOf = ({ type, id }: RepoRef) => ['discussions', type, id]

export const useDiscussions = (repo: RepoRef, status: Status | 'all', page: number) =>
  useQuery({
    queryKey: [...keyOf(repo), 'list', status, page],
    queryFn: ({ signal }) =>
      askJson<{ count: number; start: number; discussions: Discussion[] }>(
        `${apiOf(repo)}?status=${status}&p=${page}`,
        signal,
      ),
  })

export const useDiscussion = (repo: RepoRef, num: string) =>
  useQuery({
    queryKey: [...keyOf(repo), num],
    queryFn: ({ signal }) =>
      askJson<Discussion & { events: DiscussionEvent[] }>(
        `${apiOf(repo)}/${encodeURIComponent(num)}`,
        signal,
      ),
  })

/** Whether the caller writes the repo, and so may close and hide what others said. */
export const useMayWrite = ({ type, id }: RepoRef, isSignedIn: boolean) =>
  useQuery({
    queryKey: ['may-write', type, id],
    enabled: isSignedIn,
    queryFn: async ({ signal }) => {
      try {
        await ask(`/api/${type}s/${id}/auth-check/write`, signal)
        return true
      } catch (error) {
        if (error instanceof HubRefused && error.status < 500) return false
        throw error
      }
    },
  })

export interface Opened {
  title: string
  description: string
  report?: Report
}

/** Opens one; answers its number. */
export function useOpenDiscussion(repo: RepoRef) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (opened: Opened) =>
      ((await (await send('POST', apiOf(repo), opened)).json()) as { num: number }).num,
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(repo) }),
  })
}

/** What is said and done in a discussion, each by the call that does it. */
export type Act =
  | { act: 'comment'; comment: string }
  | { act: 'title'; title: string }
  | { act: 'status'; status: Status; comment?: string }
  | { act: 'edit'; id: string; content: string }
  | { act: 'hide'; id: string }

export function useAct(repo: RepoRef, num: number) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (asked: Act) => {
      const { act, ...body } = asked
      const place = `${apiOf(repo)}/${num}`
      return 'id' in asked
        ? send('POST', `${place}/comment/${asked.id}/${act}`, body)
        : send('POST', `${place}/${act}`, body)
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(repo) }),
  })
}
