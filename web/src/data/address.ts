import { useCallback, useMemo } from 'react'
import { navigate, useSearch } from 'wouter/use-browser-location'

type Next = URLSearchParams | Record<string, string>
type SetSearch = (next: Next | ((before: URLSearchParams) => Next), options?: { replace?: boolean }) => void

/** What stands in the address after `?`, and a way to change it. The router's own decodes it twice: `%abc%` would not survive. */
export function useSearchParams(): [URLSearchParams, SetSearch] {
  const search = useSearch()
  const params = useMemo(() => new URLSearchParams(search), [search])
  const change = useCallback<SetSearch>((next, options) => {
    // what stands there now, not when the page was last drawn: two changes may come together
    const { pathname, search: now } = window.location
    const params = typeof next === 'function' ? next(new URLSearchParams(now)) : next
    navigate(withSearch(pathname, new URLSearchParams(params)), options)
  }, [])
  return [params, change]
}

export const withSearch = (pathname: string, params: URLSearchParams): string =>
  params.size === 0 ? pathname : `${pathname}?${params}`
