import { HubError } from './errors.js'

export const DEFAULT_BRANCH = 'main'
export const isCommitId = (text: string): boolean => /^[0-9a-f]{40}$/.test(text)
/** A short commit id as a client may send it. */
export const isShortCommitId = (text: string): boolean => /^[0-9a-f]{5,39}$/.test(text)

/** Full ref names that `revision` can mean, the most likely first. A branch wins over a tag of that name. */
export function refCandidates(revision: string): string[] {
  if (revision === 'HEAD' || revision === '') return [`refs/heads/${DEFAULT_BRANCH}`]
  if (revision.startsWith('refs/')) return [revision]
  if (revision.startsWith('~')) return [`refs/convert/${revision.slice(1)}`]
  return [`refs/heads/${revision}`, `refs/tags/${revision}`]
}

/**
 * Ways to split `revision[/path]`, for addresses whose revision is not encoded as one segment.
 * `segments` are decoded; the first candidate that exists is meant.
 */
export function splitCandidates(segments: string[]): { revision: string; path: string }[] {
  const at = (count: number) => ({
    revision: segments.slice(0, count).join('/'),
    path: segments.slice(count).join('/'),
  })
  // refs/pr/1/x: the name of a ref has at least three segments
  const first = segments[0] === 'refs' ? 3 : 1
  const most = Math.min(segments.length, 12)
  const counts = Array.from({ length: Math.max(0, most - first + 1) }, (_, i) => first + i)
  return (counts.length === 0 ? [segments.length] : counts).map(at)
}

/** Throws InvalidName unless a branch or tag can be called so (git check-ref-format, and not like a commit id). */
export function checkRefName(name: string): string {
  const why = isCommitId(name)
    ? 'it looks like a commit id'
    : name.startsWith('refs/') || name === 'HEAD'
      ? 'git uses it itself'
      : name.length > 200
        ? 'it is longer than 200 characters'
        : isRefFormat(name)
          ? undefined
          : 'git does not allow it (see git check-ref-format)'
  if (why !== undefined) throw new HubError('InvalidName', { name: name.slice(0, 200), why })
  return name
}

/** The rules of git-check-ref-format(1) for a name below refs/heads/ or refs/tags/. */
export const isRefFormat = (name: string): boolean =>
  name !== '' &&
  name !== '@' &&
  name.isWellFormed() &&
  !/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\.$|\/$|^\/|^-/u.test(name) &&
  name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
