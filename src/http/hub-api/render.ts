import { escapeHtml } from '../../core/html.js'
import type { CommitRow, Entry } from '../../services/browse.js'
import type { Repo } from '../../services/repos.js'

/** Wire shapes of docs/protocols/hub-api.md. Absent optional objects are left out, never null. */
export const renderDate = (date: Date): string => date.toISOString()

const pointerBytes = (size: number): number => 127 + String(size).length

/** A row of `tree` and `paths-info`. */
export function renderEntry(entry: Entry): Record<string, unknown> {
  const { blob } = entry
  const lastCommit = entry.lastCommit && renderLastCommit(entry.lastCommit)
  if (entry.folder)
    return { type: 'directory', oid: entry.oid, size: 0, path: entry.path, ...(lastCommit && { lastCommit }) }
  const lfs = blob?.lfs
  return {
    type: 'file',
    oid: entry.oid,
    size: lfs?.size ?? blob?.size ?? 0,
    path: entry.path,
    ...(lfs && {
      lfs: { oid: lfs.sha256, size: lfs.size, pointerSize: blob?.size ?? pointerBytes(lfs.size) },
    }),
    ...(entry.xetHash && { xetHash: entry.xetHash }),
    ...(lastCommit && { lastCommit }),
  }
}

const renderLastCommit = (commit: CommitRow) => ({
  id: commit.oid,
  title: commit.title,
  date: renderDate(commit.committedAt),
})

/** A row of `siblings`; here LFS says `sha256` where the tree says `oid`. */
export function renderSibling(entry: Entry, withBlobs: boolean): Record<string, unknown> {
  if (!withBlobs) return { rfilename: entry.path }
  const lfs = entry.blob?.lfs
  return {
    rfilename: entry.path,
    blobId: entry.oid,
    size: lfs?.size ?? entry.blob?.size ?? 0,
    ...(lfs && { lfs: { sha256: lfs.sha256, size: lfs.size, pointerSize: entry.blob?.size } }),
  }
}

export function renderCommit(commit: CommitRow, formatted: boolean): Record<string, unknown> {
  const { oid: id, title, message } = commit
  return {
    id,
    title,
    message,
    date: renderDate(commit.committedAt),
    authors: [{ user: commit.authorName }],
    ...(formatted && { formatted: { title: escapeHtml(title), message: escapeHtml(message) } }),
  }
}

/** Fields of a repo that need nothing but its row. */
export function renderRepo(repo: Repo): Record<string, unknown> {
  const id = `${repo.namespace}/${repo.name}`
  return {
    _id: repo.publicId,
    id,
    ...(repo.type === 'model' && { modelId: id }),
    author: repo.namespace,
    sha: repo.head,
    lastModified: renderDate(repo.modifiedAt),
    createdAt: renderDate(repo.createdAt),
    private: repo.visibility === 'private',
    gated: repo.gated ?? false,
    disabled: repo.disabled,
    downloads: repo.downloads,
    downloadsAllTime: repo.downloads,
    likes: repo.likes,
    trendingScore: 0,
    tags: [...repo.tags, ...openingTags(repo)],
    ...renderOpeningOf(repo),
    ...(repo.card && { cardData: repo.card }),
    ...cardFields(repo),
  }
}

/** What nothing was said of is not told, so that it looks as ever. */
const openingTags = ({ opening }: Repo): string[] =>
  opening.state === 'final' ? [] : [`opening:${opening.state}`]
const renderOpeningOf = ({ opening }: Repo) => ({
  ...(opening.state !== 'final' && { opening: opening.state }),
  ...(opening.state === 'withdrawn' && { withdrawnReason: opening.reason }),
  ...(opening.embargoUntil && { embargoUntil: renderDate(opening.embargoUntil) }),
})

function cardFields(repo: Repo): Record<string, unknown> {
  const text = (key: string) => (typeof repo.card?.[key] === 'string' ? { [key]: repo.card[key] } : {})
  return repo.type === 'dataset'
    ? { ...text('description'), ...text('citation') }
    : { ...text('pipeline_tag'), ...text('library_name') }
}
