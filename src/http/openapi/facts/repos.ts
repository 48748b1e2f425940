import { type FactsTable, pages, repo } from './shared.js'

const LISTED = {
  search: 'Words of the name',
  author: 'Owner',
  filter: 'A tag; may stand more than once',
  gated: 'true or false: only what is gated, or what is not',
  sort: 'lastModified, createdAt, downloads, likes or id',
  direction: '1: smallest first; -1: largest first',
  full: 'true: with the files; at most 100 entries of a page',
  expand: 'A fact to give; may stand more than once',
  ...pages(1000),
}
const EXPANDED = {
  expand: 'A fact to give; may stand more than once',
  blobs: 'true: with size and hash of each file; without expand',
}

/** Finding repositories, and reading what is known of them and what is in them. */
export const REPOS: FactsTable = {
  'GET /api/catalogue': {
    summary:
      'Search data sets and models by words and facets; answers results and how many there are of each value',
    query: {
      q: 'Words, in any language, at most 500 characters',
      type: 'dataset or model',
      sort: 'relevance, updated, downloads, likes, created, trending or opened',
      limit: 'Results of a page, 20 when absent, at most 100',
      cursor: 'The `next` of the page before',
      ...facetQuery(),
    },
  },
  'GET /api/catalogue/dcat': {
    summary: 'The catalogue as DCAT, for harvesters, in order of making',
    query: {
      type: 'dataset or model',
      format: 'jsonld or ttl; else as Accept says',
      ...pages(500),
    },
  },
  'GET /api/datasets': { summary: 'List data sets', query: LISTED },
  'GET /api/models': { summary: 'List models', query: LISTED },
  [`GET ${repo('')}`]: {
    summary: 'What is known of one repository',
    query: EXPANDED,
  },
  [`GET ${repo('/revision/*')}`]: {
    summary: 'What is known of one repository at a revision: a branch, a tag or a commit',
    query: EXPANDED,
  },
  [`GET ${repo('/auth-check')}`]: 'Whether you may download: 200, or the refusal that a download would get',
  [`GET ${repo('/auth-check/write')}`]: 'Whether you may write: 200, or the refusal that a write would get',
  [`GET ${repo('/tree/*')}`]: {
    summary: 'Files and folders at a revision, of one folder or of all below it',
    query: {
      recursive: 'true: with folders inside',
      expand: 'true: with the last commit of each; at most 100 entries of a page',
      ...pages(1000),
    },
  },
  [`POST ${repo('/paths-info/*')}`]:
    'What is known of at most 2000 paths at a revision; those that are not there are left out. The body is JSON or a form: paths, expand',
  [`GET ${repo('/card')}`]: {
    summary: 'The card: README.md of the main branch, also where the other contents need an approval',
    answer: 'Markdown with YAML in front; up to 1 MiB, and none that LFS keeps.',
  },
  [`GET ${repo('/refs')}`]: {
    summary: 'Branches, tags and converted copies, each with its commit',
    query: { include_prs: 'true: with pull requests' },
  },
  [`GET ${repo('/commits/*')}`]: {
    summary: 'History of a revision, newest first',
    query: {
      path: 'Only commits that changed this file, or what is in this folder',
      limit: 'Commits of a page, 100 when absent, at most 1000',
      p: 'Number of the page, from 0; without path',
      cursor: 'From the Link header of the page before; with path',
      expand: 'formatted: with titles and messages as HTML',
    },
  },
  [`GET ${repo('/compare/*')}`]: {
    summary: 'Files that differ between two revisions, written FROM..TO',
    query: pages(1000),
  },
  [`GET ${repo('/row-changes/*')}`]: {
    summary: 'Rows of a table file that differ between two revisions, written FROM..TO',
    query: {
      path: 'The file',
      old_path: 'Its path in FROM, if it was another',
      offset: 'Rows to leave out; 0 when absent',
      limit: 'Rows of a page, 100 when absent, at most 1000',
    },
    needs: ['path'],
  },
  [`GET ${repo('/inside/*')}`]: {
    summary: 'Files in an archive, or columns and row groups of a Parquet file, at REVISION/PATH',
    query: {
      offset: 'Entries to leave out; 0 when absent',
      limit: 'Entries of a page, at most 1000',
    },
  },
  [`GET ${repo('/storage')}`]:
    'LFS files of a repository: how many, their bytes, bytes on disk and bytes saved',
  [`GET ${repo('/jobs')}`]: 'How far the tables of a data set are, and what is wrong with its files',
  [`POST ${repo('/jobs/retry')}`]: {
    summary: 'Build tables again that failed',
    answer: 'Answered with 202: it is queued.',
  },
  'GET /datasets/:ns/:name/resolve/*': {
    summary: 'Download a file at REVISION/PATH; answers ranges',
    answer: 'The bytes of the file, with its SHA-256 or git id as ETag.',
  },
  'GET /datasets/:ns/:name/raw/*': {
    summary: 'A file at REVISION/PATH as git keeps it: of an LFS file the pointer',
    answer: 'The bytes of the file, as git has them.',
  },
  [`GET ${repo('/resolve/*')}`]: 'Download a file, at the address that some clients use',
  'GET /api/resolve-cache/datasets/:ns/:name/*':
    'Download a file, at the address that clients keep after a redirect',
  'GET /api/datasets-tags-by-type':
    'The list of tags; not on this hub, always refused with 501 NotImplemented',
  'GET /api/models-tags-by-type': 'The list of tags; not on this hub, always refused with 501 NotImplemented',
  [`GET ${repo('/lfs-files')}`]:
    'The list of LFS files; not on this hub, always refused with 501 NotImplemented: list the tree',
  'GET /api/collections': 'Collections; not on this hub, always refused with 501 NotImplemented',
  'POST /api/collections': 'Collections; not on this hub, always refused with 501 NotImplemented',
  ...spaces(),
  'GET /api/buckets/*': 'Buckets; this hub has none, always refused with 404 RepoNotFound',
}

function facetQuery(): Record<string, string> {
  return {
    task: 'Only this task; may stand more than once',
    language: 'Only this language; may stand more than once',
    modality: 'Only this modality; may stand more than once',
    size: 'Only this class of size; may stand more than once',
    format: 'Only this format; may stand more than once',
    license: 'Only this license; may stand more than once',
    organisation: 'Only this owner; may stand more than once',
    updated: 'Only what changed in this time; may stand more than once',
  }
}

/** Clients ask by every method. */
function spaces(): FactsTable {
  const paths = ['/api/spaces', '/api/spaces/*', '/spaces/*']
  const refused = 'Spaces; this hub has none, always refused with SpacesRefused'
  return Object.fromEntries(
    ['GET', 'POST', 'PUT', 'DELETE'].flatMap((method) => paths.map((path) => [`${method} ${path}`, refused])),
  )
}
