import { HubError } from '../../core/errors.js'
import { type Features, kindOf } from '../../core/features.js'
import { sortColumns } from '../../core/media-features.js'
import { fullName, type RepoId } from '../../core/repo-id.js'
import { identifier, literal } from '../../core/sql-text.js'
import { extensionSql } from './media-extensions.js'
import type { Subset } from './subset.js'
import type { SqlTable } from './table-source.js'

/** A SELECT, and the name that it gives to the number of a row. */
export interface SubsetSelect {
  sql: string
  rowColumn?: string
}
/** Addresses of bytes, each without its end. */
export interface MediaAddresses {
  /** Of a cell; the number of the row completes it. */
  cell(cell: { config: string; split: string; commit: string; column: string }): string
  /** Of a file of the repo; its path completes it. */
  file(commit: string): string
}

/** The question of a subset as SQL. Throws BadRequest for columns that are not there, or of which nothing would be left. */
export function selectOf(
  repo: Pick<RepoId, 'namespace' | 'name'>,
  { commit, split }: SqlTable,
  subset: Subset,
  addresses: MediaAddresses,
): SubsetSelect {
  const features = chosen(split.features, subset.columns)
  const from = fromOf(fullName(repo), subset)
  if (subset.media === 'cells')
    return { sql: `select ${subset.columns.map(identifier).join(', ') || '*'} ${from}` }
  if (subset.media === 'none') return { sql: `select ${withoutMedia(features)} ${from}` }
  const rowColumn = freeName(split.features)
  const table = { config: split.config, split: split.split, commit }
  const address = (column: string) => addresses.cell({ ...table, column })
  const list = manifest(features, { rowColumn, address, files: addresses.file(commit) })
  return { sql: `select ${list} ${from}`, rowColumn }
}

function chosen(features: Features, columns: string[]): Features {
  if (columns.length === 0) return features
  return columns.map((column) => {
    const found = features.find(({ name }) => name.toLowerCase() === column.toLowerCase())
    if (found) return found
    const names = namesOf(features).slice(0, 100).join(', ')
    throw new HubError('BadRequest', { why: `There is no column "${column}". The columns are: ${names}.` })
  })
}

/** Names of files stand for them: a name is little to read, and says which label is whose. */
function withoutMedia(features: Features): string {
  const { media, nested } = sortColumns(features)
  const list = namesOf(features)
    .filter((name) => !nested.includes(name))
    .map((name) =>
      media.includes(name) ? `${identifier(name)}."path" as ${identifier(name)}` : identifier(name),
    )
  if (list.length > 0) return list.join(', ')
  throw new HubError('BadRequest', {
    why: `Without their files nothing is left of the columns ${nested.join(', ')}. Name others.`,
  })
}

interface Places {
  rowColumn: string
  address: (column: string) => string
  files: string
}

/** A line for each row: its number, what is known of its files, and the values of the other columns. */
function manifest(features: Features, { rowColumn, address, files }: Places): string {
  const { media, nested, plain } = sortColumns(features)
  if (media.length === 0) throw noMedia(features, nested)
  const row = identifier(rowColumn)
  const films = features.filter(({ type }) => kindOf(type) === 'Video').map(({ name }) => name)
  const fields = media.map((name) => {
    const elsewhere = films.includes(name) ? filmUrl(name, files) : 'null'
    return `${identifier(name)} := ${fileOf(name, `${literal(address(name))} || ${row}`, elsewhere)}`
  })
  const values = plain.map((name) => `${identifier(name)} := ${identifier(name)}`)
  const list = [`${row} as "row"`, `struct_pack(${fields.join(', ')}) as "media"`]
  if (values.length > 0) list.push(`struct_pack(${values.join(', ')}) as "values"`)
  return list.join(', ')
}

/** The bytes of films are not in the twin, which has their paths in the repo; no file there has a path with `..` in it. */
function filmUrl(column: string, files: string): string {
  const path = `${identifier(column)}."path"`
  const url = `${literal(files)} || replace(url_encode(${path}), '%2F', '/')`
  return `case when not regexp_matches(${path}, '(^|[/\\\\])[.]{1,2}([/\\\\]|$)') then ${url} end`
}

/** A file whose bytes are not in the table is `elsewhere`, or has a name only. */
function fileOf(column: string, url: string, elsewhere: string): string {
  const bytes = `${identifier(column)}."bytes"`
  const path = `${identifier(column)}."path"`
  const facts = [
    `"name" := nullif(regexp_extract(${path}, '[^/\\\\]*$'), '')`,
    `"extension" := ${extensionSql(bytes)}`,
    `"size" := octet_length(${bytes})`,
    `"sha256" := sha256(${bytes})`,
    `"url" := case when ${bytes} is not null then ${url} else ${elsewhere} end`,
  ]
  return `case when ${bytes} is not null or ${path} is not null then struct_pack(${facts.join(', ')}) end`
}

function noMedia(features: Features, nested: string[]): HubError {
  const why =
    nested.length > 0
      ? `The files in ${nested.join(', ')} stand in lists or structs, which cannot be had as files; ask for the rows as Parquet.`
      : `None of the columns ${namesOf(features).slice(0, 100).join(', ')} holds files. Ask for the rows without "media".`
  return new HubError('BadRequest', { why })
}

function fromOf(repo: string, { config, split, where }: Subset): string {
  const table = identifier(config === undefined ? split : `${config}/${split}`)
  // brackets on lines of their own: a comment at the end of the expression must not reach ours
  const filter = where === undefined ? '' : ` where (\n${where}\n)`
  return `from ${identifier(repo)}.${table}${filter}`
}

/** DuckDB does not tell small letters from capitals in names. */
function freeName(features: Features): string {
  const taken = new Set(namesOf(features).map((name) => name.toLowerCase()))
  let name = 'row number'
  while (taken.has(name)) name += '_'
  return name
}

const namesOf = (features: Features): string[] => features.map(({ name }) => name)
