import { decoded } from './decoded.js'

export type RepoType = 'dataset' | 'model'
/** A repo as addresses name it. */
export interface RepoRef {
  type: RepoType
  id: string
}
export type FileView = 'tree' | 'blob' | 'commits' | 'commit' | 'compare'
/** What a page of files or history shows. */
export interface FilePlace {
  repo: RepoRef
  view: FileView
  revision: string
  path: string
}

const VIEWS: Record<string, FileView> = {
  files: 'tree',
  tree: 'tree',
  blob: 'blob',
  commits: 'commits',
  commit: 'commit',
  compare: 'compare',
}
export const MAIN = 'main'

/**
 * Reads an address as the browser has it, not decoded: a slash of a branch's name is %2F and stays within its segment.
 * `refs/convert/parquet` may also stand open, as git writes it.
 */
export function placeOf(pathname: string): FilePlace | undefined {
  const segments = pathname.split('/').filter((part) => part !== '')
  const type = segments[0] === 'datasets' ? 'dataset' : 'model'
  const [ns, name, word = '', ...rest] = (type === 'dataset' ? segments.slice(1) : segments).map(decoded)
  const view = Object.hasOwn(VIEWS, word) ? VIEWS[word] : undefined
  if (!ns || !name || !view) return undefined
  const repo: RepoRef = { type, id: `${ns}/${name}` }
  // the app's own address before it had revisions
  if (word === 'files') return { repo, view, revision: MAIN, path: rest.join('/') }
  if (view === 'commit' || view === 'compare')
    return { repo, view, revision: rest.join('/') || MAIN, path: '' }
  const taken = rest[0] === 'refs' ? 3 : 1
  return { repo, view, revision: rest.slice(0, taken).join('/') || MAIN, path: rest.slice(taken).join('/') }
}

/** Whether a text that somebody wrote is the name of a repo, so that an address made of it leads to a repo alone. */
export const isRepoId = (text: string): boolean =>
  /^[\w.-]+\/[\w.-]+$/.test(text) && text.split('/').every((part) => part !== '.' && !part.includes('..'))

export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

export const repoPath = ({ type, id }: RepoRef): string => (type === 'dataset' ? `/datasets/${id}` : `/${id}`)
export const apiPath = ({ type, id }: RepoRef): string => `/api/${type}s/${id}`

/** The address of a page; the clients print the same. */
export function viewPath(repo: RepoRef, view: FileView, revision: string, path = ''): string {
  return `${repoPath(repo)}/${view}/${encodeURIComponent(revision)}${path === '' ? '' : `/${encodePath(path)}`}`
}

/** Where the bytes of a file are. */
export const bytesPath = (repo: RepoRef, revision: string, path: string): string =>
  `${repoPath(repo)}/resolve/${encodeURIComponent(revision)}/${encodePath(path)}`

/** As fsspec, pandas and DuckDB name a file. */
export function hfPath({ type, id }: RepoRef, revision: string, path: string): string {
  const at = revision === MAIN ? '' : `@${encodeURIComponent(revision)}`
  return `hf://${type === 'dataset' ? 'datasets/' : ''}${id}${at}/${path}`
}
