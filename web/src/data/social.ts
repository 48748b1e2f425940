import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RepoRef } from '../codecs/repo-address.js'
import { askJson, HubRefused, send } from './ask.js'
import { useMe } from './me.js'

interface LikedRow {
  createdAt: string
  repo: { name: string; type: 'dataset' | 'model' }
}

/** What somebody likes, newest first. */
export const useLikes = (name: string) =>
  useQuery({
    queryKey: ['likes', name],
    enabled: name !== '',
    queryFn: ({ signal }) => askJson<LikedRow[]>(`/api/users/${name}/likes?limit=500`, signal),
  })

/** Whether the caller likes a repo, and how to change that. */
export function useLike({ type, id }: RepoRef) {
  const me = useMe()
  const queries = useQueryClient()
  const name = me.data?.name ?? ''
  // the hub tells who likes a repo, and what somebody likes; the caller's own list is the shorter one
  const likes = useLikes(name)
  const isLiked = likes.data?.some(({ repo }) => repo.type === type && repo.name === id) ?? false
  const change = useMutation({
    mutationFn: (liked: boolean) => send(liked ? 'POST' : 'DELETE', `/api/${type}s/${id}/like`),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['likes', name] }),
        queries.invalidateQueries({ queryKey: [type, id] }),
      ])
    },
  })
  return { isSignedIn: name !== '', isLiked, change }
}

export interface Account {
  kind: 'user' | 'org'
  name: string
  fullname: string
  numModels: number
  numDatasets: number
  numFollowers: number
  numLikes?: number
  numDiscussions?: number
  /** Of an organisation, for those who may see its members. */
  numUsers?: number
  isFollowing: boolean
  orgs?: { name: string; fullname: string }[]
}

const PATHS = { user: 'users', org: 'organizations' } as const
const accountKey = (name: string) => ['account', name.toLowerCase()]

/** A user or an organisation; null for a name that nobody has. */
export const useAccount = (name: string) =>
  useQuery({
    queryKey: accountKey(name),
    queryFn: async ({ signal }): Promise<Account | null> => {
      for (const kind of ['user', 'org'] as const) {
        try {
          const found = await askJson<Account & { user?: string }>(
            `/api/${PATHS[kind]}/${encodeURIComponent(name)}/overview`,
            signal,
          )
          return { ...found, kind, name: found.user ?? found.name }
        } catch (error) {
          if (!(error instanceof HubRefused && error.status === 404)) throw error
        }
      }
      return null
    },
  })

export function useFollow({ kind, name }: Pick<Account, 'kind' | 'name'>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (on: boolean) => send(on ? 'POST' : 'DELETE', `/api/${PATHS[kind]}/${name}/follow`),
    onSuccess: () => queries.invalidateQueries({ queryKey: accountKey(name) }),
  })
}

export interface Member {
  user: string
  fullname: string
  /** For other members only. */
  role?: string
}

/** The first hundred; empty for those who may not see them. */
export const useMembers = (name: string) =>
  useQuery({
    queryKey: ['members', name],
    queryFn: ({ signal }) => askJson<Member[]>(`/api/organizations/${name}/members?limit=100`, signal),
  })
