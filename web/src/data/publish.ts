import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Draft } from '../core/draft.js'
import { ask, askJson, HubRefused, send } from './ask.js'
import { pathsInfo } from './repo-files.js'

/** Whether there is a data set of this name that the asker may know of. `made` is the one that this draft has made. */
export const useIsTaken = (id: string, isAsked: boolean, made: string) =>
  useQuery({
    queryKey: ['taken', id],
    enabled: isAsked && id !== made,
    queryFn: async ({ signal }) => {
      try {
        await ask(`/api/datasets/${id}?expand=sha`, signal)
        return true
      } catch (error) {
        if (error instanceof HubRefused && [401, 404].includes(error.status)) return false
        throw error
      }
    },
  })

const PATHS_A_QUESTION = 1000

/** Those of the paths where the data set has a file already. */
export const useWillReplace = (id: string, paths: string[]) =>
  useQuery({
    queryKey: ['will-replace', id, paths],
    queryFn: async () => {
      const there: string[] = []
      for (let at = 0; at < paths.length; at += PATHS_A_QUESTION) {
        const some = paths.slice(at, at + PATHS_A_QUESTION)
        const found = await pathsInfo({ type: 'dataset', id }, 'main', some)
        there.push(...found.map(({ path }) => path))
      }
      return there
    },
    // the list says what is there now, and it is asked while a folder's name is typed
    ...{ staleTime: 0, gcTime: 0, placeholderData: keepPreviousData },
  })

/** Makes the data set, private: nobody sees it until everything is in place. One that the draft has made is kept. */
export async function makeDataset(draft: Draft): Promise<string> {
  const id = `${draft.owner}/${draft.name}`
  if (draft.made === id) return id
  await send('POST', '/api/repos/create', { type: 'dataset', name: id, private: true })
  return id
}

/** Gate, terms and opening as the form says, and at last who sees it. Each call may be made again. */
export async function openDataset(id: string, draft: Draft): Promise<void> {
  const api = `/api/datasets/${id}`
  if (draft.gate !== 'off') await send('PUT', `${api}/settings`, { gated: draft.gate })
  if (draft.terms !== 'none') await send('PUT', `${api}/terms`, { preset: draft.terms })
  if (draft.opening !== 'final') await send('PUT', `${api}/opening`, { state: draft.opening })
  if (!draft.isPrivate) await send('PUT', `${api}/settings`, { visibility: 'public' })
}

export interface Jobs {
  state: string
  tables: { config: string; split: string; state: string; numRows: number | null }[]
  problems: unknown[]
}
const LOOK_AGAIN_MS = 1500

/** How far the hub's tables of a data set are; asked again until they are ready or cannot be made. */
export const useJobs = (id: string) =>
  useQuery({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => askJson<Jobs>(`/api/datasets/${id}/jobs`, signal),
    refetchInterval: ({ state }) => (isSettled(state.data) ? false : LOOK_AGAIN_MS),
  })

export const isSettled = (jobs: Jobs | undefined): boolean =>
  jobs !== undefined && ['ready', 'failed'].includes(jobs.state)
