import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { ask, nextOf } from './ask.js'

/** A change of something at the hub. What was read under these keys is read anew when it is done. */
export function useChange<T = void, R = unknown>(change: (value: T) => Promise<R>, ...stale: unknown[][]) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })))
    },
  })
}

/** A list that comes in pages, each with the address of the next in `Link`. */
export function usePages<T>(
  queryKey: unknown[],
  path: string,
  {
    rowsOf = (body: unknown) => body as T[],
    enabled = true,
  }: { rowsOf?(body: unknown): T[]; enabled?: boolean } = {},
) {
  const pages = useInfiniteQuery({
    queryKey: [...queryKey, path],
    enabled,
    // others decide, join and leave meanwhile
    refetchOnMount: 'always',
    queryFn: async ({ pageParam, signal }) => {
      const answer = await ask(pageParam, signal)
      return { rows: rowsOf(await answer.json()), next: nextOf(answer) }
    },
    initialPageParam: path,
    getNextPageParam: (last) => last.next,
  })
  return { ...pages, rows: pages.data?.pages.flatMap((page) => page.rows) }
}
