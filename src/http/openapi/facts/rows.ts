import { type FactsTable, repo } from './shared.js'

const CONFIG = { config: 'The config: a part of the data set, such as default' }
const WHICH = { ...CONFIG, split: 'The split, such as train' }
const TABLE = ['config', 'split']
const PAGE = {
  ...WHICH,
  offset: 'Rows to leave out; 0 when absent',
  length: 'Rows to give, 100 when absent, at most 100',
}
const SQL_QUERY = {
  format: 'json, jsonl, csv, arrow or parquet; else as Accept says',
  limit: 'Rows',
}

/** Rows of data sets, and SQL over them. */
export const ROWS: FactsTable = {
  'POST /api/sql': {
    summary: 'Ask tables in SQL',
    query: SQL_QUERY,
    answer: 'Rows as JSON, JSON Lines, CSV, Arrow or Parquet, as `format` says.',
  },
  'GET /api/sql': {
    summary: 'Ask tables in SQL, in the address',
    query: {
      q: 'One SELECT over tables named "namespace/name".split',
      ...SQL_QUERY,
    },
    needs: ['q'],
    answer: 'Rows as JSON, JSON Lines, CSV, Arrow or Parquet, as `format` says.',
  },
  'GET /api/sql/:id': 'How far a query of yours is: rows, bytes and percent',
  'DELETE /api/sql/:id': 'Cancel a query of yours',
  [`GET ${repo('/subset')}`]: {
    summary: 'A part of a table as a file; answers ranges',
    query: {
      ...WHICH,
      columns: 'Names, with commas; all when absent',
      where: 'A condition in SQL',
      limit: 'Rows; all when absent',
      format: 'parquet, csv or jsonl',
      media: 'Pictures and sounds: cells keeps them, none leaves them out, files gives a list of addresses',
    },
    needs: ['split'],
    answer: 'A file, with its SHA-256 as ETag.',
  },
  [`GET ${repo('/subset/media')}`]: {
    summary: 'The bytes of one cell, at an address of a list by media=files',
    query: {
      ...WHICH,
      commit: 'The commit of the table',
      column: 'The column',
      row: 'The number of the row, from 0',
    },
    needs: [...TABLE, 'commit', 'column'],
    answer: 'The bytes, with their SHA-256 as ETag.',
  },
  'GET /is-valid': {
    summary: 'What can be done with a data set or a split: preview, viewer, search, filter, statistics',
    query: WHICH,
  },
  'GET /splits': { summary: 'Configs and splits of a data set', query: CONFIG },
  'GET /first-rows': {
    summary: 'The first rows of a split, at most 100; long cells are cut',
    query: WHICH,
    needs: TABLE,
  },
  'GET /rows': { summary: 'Any page of rows of a split', query: PAGE, needs: TABLE },
  'GET /search': {
    summary: 'Rows of a split with words',
    query: { ...PAGE, query: 'Words that a row must have' },
    needs: [...TABLE, 'query'],
  },
  'GET /filter': {
    summary: 'Rows of a split that meet a condition, in order',
    query: {
      ...PAGE,
      where: 'A condition in SQL; this or orderby must be there',
      orderby: 'A column in quotation marks, with DESC for the largest first',
    },
    needs: TABLE,
  },
  'GET /statistics': {
    summary: 'Figures of every column of a split, over all rows',
    query: WHICH,
    needs: TABLE,
  },
  'GET /parquet': {
    summary: 'Parquet files of a data set, with addresses and bytes',
    query: CONFIG,
  },
  'GET /info': { summary: 'Features, rows and bytes of each config', query: CONFIG },
  'GET /size': { summary: 'Rows and bytes of a data set, its configs and splits', query: CONFIG },
  [`GET ${repo('/parquet')}`]: 'Addresses of all Parquet files, by config and split',
  [`GET ${repo('/parquet/*')}`]:
    'The same of CONFIG or CONFIG/SPLIT; CONFIG/SPLIT/N.parquet leads to the file',
  'GET /croissant': 'Croissant 1.1 metadata of a data set, as JSON-LD',
  [`GET ${repo('/croissant')}`]: 'Croissant 1.1 metadata of a data set, as JSON-LD',
  'GET /viewer/media': {
    summary: 'The picture or sound of one cell, at a signed address that rows give; a film leads to its file',
    answer: 'The bytes of the cell.',
  },
}
