/** What the table of routes cannot say of itself: for people, by method and address. A test holds the addresses to the table. */
interface Facts {
  summary: string
  query?: Record<string, string>
  answer?: string
}
const WHICH = { config: 'The part of the data set', split: 'The split, such as train' }
const PAGE = { ...WHICH, offset: 'Rows to leave out; 0 when absent', length: 'Rows to give, at most 100' }
const repo = (rest: string) => `/api/datasets/:ns/:name${rest}`

export const FACTS: Record<string, Facts> = {
  'GET /': { summary: 'The web app; for programs a hint' },
  'GET /api/catalogue': {
    summary: 'Search data sets and models by words and facets',
    query: {
      q: 'Words, in any language',
      type: 'dataset or model',
      sort: 'relevance, updated, downloads, likes or created',
      limit: 'Results of a page, at most 100',
      cursor: 'The `next` of the page before',
      ...Object.fromEntries(
        ['task', 'language', 'modality', 'size', 'format', 'license', 'organisation', 'updated'].map(
          (facet) => [facet, `Only this ${facet}; may stand more than once`],
        ),
      ),
    },
  },
  'GET /api/datasets': {
    summary: 'List data sets',
    query: {
      search: 'Words',
      author: 'Owner',
      filter: 'Tag',
      sort: 'createdAt, downloads, lastModified …',
      limit: 'Results of a page',
      full: 'true: with all facts',
    },
  },
  'GET /api/models': {
    summary: 'List models',
    query: { search: 'Words', author: 'Owner', limit: 'Results of a page' },
  },
  [`GET ${repo('')}`]: {
    summary: 'What is known of one repository',
    query: { expand: 'A fact to give; may stand more than once' },
  },
  [`GET ${repo('/tree/*')}`]: {
    summary: 'Files and folders at a revision',
    query: {
      recursive: 'true: with folders inside',
      expand: 'true: with the last commit of each',
      limit: 'Entries of a page',
      cursor: 'From the Link of the page before',
    },
  },
  [`GET ${repo('/commits/*')}`]: {
    summary: 'History of a revision',
    query: {
      path: 'Only commits that changed this file, or what is in this folder',
      limit: 'Commits of a page',
      p: 'Number of the page, from 0; without path',
      cursor: 'From the Link of the page before; with path',
    },
  },
  [`GET ${repo('/refs')}`]: { summary: 'Branches and tags' },
  [`GET ${repo('/jobs')}`]: { summary: 'How far the tables of a data set are' },
  [`GET ${repo('/terms')}`]: { summary: 'Terms of use, in sentences and as ODRL' },
  [`PUT ${repo('/terms')}`]: { summary: 'Set the terms of use' },
  [`GET ${repo('/access')}`]: { summary: 'How your request for access stands' },
  [`POST ${repo('/access')}`]: { summary: 'Ask for access' },
  [`DELETE ${repo('/access')}`]: { summary: 'Take your request back, or give the approval up' },
  [`GET ${repo('/croissant')}`]: { summary: 'Croissant 1.1 metadata' },
  [`GET ${repo('/subset')}`]: {
    summary: 'A part of a table as a file',
    query: {
      ...WHICH,
      columns: 'Names, with commas',
      where: 'A condition in SQL',
      limit: 'Rows',
      format: 'parquet, csv or jsonl',
      media: 'cells, none or files',
    },
  },
  [`POST ${repo('/commit/*')}`]: { summary: 'Commit files; the body is NDJSON, a line an operation' },
  [`PUT ${repo('/settings')}`]: { summary: 'Change visibility, gate and other settings' },
  [`GET ${repo('/discussions')}`]: { summary: 'Discussions of a repository' },
  [`POST ${repo('/discussions')}`]: { summary: 'Open a discussion' },
  'GET /datasets/:ns/:name/resolve/*': { summary: 'Download a file of a revision; answers ranges' },
  'POST /api/repos/create': { summary: 'Make a repository' },
  'POST /api/repos/move': { summary: 'Give a repository another name or owner' },
  'DELETE /api/repos/delete': { summary: 'Delete a repository' },
  'POST /api/sql': {
    summary: 'Ask tables in SQL',
    answer: 'Rows as JSON, JSON Lines, CSV, Arrow or Parquet, as `format` says.',
  },
  'GET /api/sql': {
    summary: 'Ask tables in SQL, in the address',
    query: {
      q: 'One SELECT over tables named "namespace/name".split',
      format: 'json, jsonl, csv, arrow or parquet',
      limit: 'Rows',
    },
  },
  'GET /api/sql/:id': { summary: 'How far a query of yours is' },
  'DELETE /api/sql/:id': { summary: 'Cancel a query of yours' },
  'GET /splits': { summary: 'Parts and splits of a data set', query: { config: WHICH.config } },
  'GET /first-rows': { summary: 'The first rows of a split', query: WHICH },
  'GET /rows': { summary: 'Any page of rows', query: PAGE },
  'GET /search': { summary: 'Rows with words', query: { ...PAGE, query: 'Words that a row must have' } },
  'GET /filter': {
    summary: 'Rows that meet a condition',
    query: { ...PAGE, where: 'A condition in SQL', orderby: 'A column' },
  },
  'GET /statistics': { summary: 'Figures of every column, over all rows', query: WHICH },
  'GET /info': { summary: 'Features and sizes of each part', query: { config: WHICH.config } },
  'GET /size': { summary: 'Rows and bytes', query: { config: WHICH.config } },
  'GET /parquet': { summary: 'The Parquet files of a data set', query: { config: WHICH.config } },
  'GET /is-valid': { summary: 'What can be done with a data set', query: WHICH },
  'GET /api/whoami-v2': { summary: 'Who you are' },
  'GET /api/settings/tokens': { summary: 'Your tokens' },
  'POST /api/settings/tokens': { summary: 'Make a token' },
  'POST /api/sign-in': { summary: 'Sign in with a password' },
  'POST /api/sign-up': { summary: 'Make an account' },
  'POST /mcp': { summary: 'Model Context Protocol: a JSON-RPC message, without a session' },
  'GET /llms.txt': { summary: 'This hub, told to language models' },
  'GET /api/openapi.json': { summary: 'This document' },
}
