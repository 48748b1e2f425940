import { useEffect } from 'react'

const SHORT_SHA = 7
type Part = string | false | undefined

/** The title of the window: what is most particular first. Without any part the title is left to what the page holds. */
export function useTitle(...parts: Part[]): void {
  const title = parts.filter(Boolean).join(' · ')
  useEffect(() => {
    if (title !== '') document.title = `${title} · Databelt`
  }, [title])
}

/** What tells one page of files or history from the others of the same repo. */
export function placeTitle(place: { path: string; revision: string } | undefined): Part[] {
  if (!place) return []
  const { path, revision } = place
  const version = /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, SHORT_SHA) : revision
  return [path, version !== 'main' && version]
}
