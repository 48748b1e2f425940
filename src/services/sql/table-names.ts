import { HubError } from '../../core/errors.js'

export interface NamedTable {
  repo: { namespace: string; name: string }
  config: string | undefined
  split: string | undefined
}

/**
 * What a name in SQL means: "ns/name".split, "ns/name"."config/split", or "ns/name" alone for a repo of one table.
 * Throws BadSql for any other name, such as a file's or one of DuckDB's own tables.
 */
export function parseTableName({ schema, name }: { schema: string; name: string }): NamedTable {
  const [namespace, repo, ...rest] = (schema || name).split('/')
  if (!namespace || !repo || rest.length > 0) throw notATable(schema, name)
  if (schema === '') return { repo: { namespace, name: repo }, config: undefined, split: undefined }
  const slash = name.lastIndexOf('/')
  const config = slash < 0 ? undefined : name.slice(0, slash)
  return { repo: { namespace, name: repo }, config, split: name.slice(slash + 1) }
}

const notATable = (schema: string, name: string) => {
  const written = schema === '' ? name : `${schema}.${name}`
  return new HubError('BadSql', {
    why: `${written.slice(0, 200)} is not a table of this hub. Write "namespace/name".split, as in select * from "namespace/name".train.`,
  })
}
