import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { HubError } from '../../core/errors.js'
import type { Sandbox } from '../../stores/sandbox/sandbox.js'
import type { Grant } from '../access.js'
import { sqlError } from './failures.js'
import type { Caller } from './queries.js'
import type { Sql } from './sql.js'
import type { Subset } from './subset.js'
import type { SubsetCache } from './subset-cache.js'
import { type MediaAddresses, selectOf } from './subset-select.js'
import type { TableSource } from './table-source.js'

/** A file that is read in ranges, as downloads are. */
export interface SubsetFile {
  commit: string
  etag: string
  size: number
  read(start: number, end: number): AsyncIterable<Buffer>
}

const WHERE_MS = 10_000

/** Parts of a table as files that can be resumed: the same question about the same commit is answered with the same bytes. */
export function createSubsets({
  sql,
  sandbox,
  tables,
  cache,
}: {
  sql: Sql
  sandbox: Sandbox
  tables: TableSource
  cache: SubsetCache
}) {
  async function open(
    grant: Grant<'repo:download'>,
    caller: Caller,
    subset: Subset,
    addresses: MediaAddresses,
  ): Promise<SubsetFile> {
    const { repo, principal } = grant
    const table = await tables.open(principal, repo, subset.config, subset.split)
    const { format, limit } = subset
    const select = selectOf(repo, table, subset, addresses)
    // by repo: equal tables of two repos are two files, so that nobody learns what others asked
    const key = createHash('sha256')
      .update(JSON.stringify([repo.id, table.commit, select, format, limit]))
      .digest('hex')
    const file = await cache.get(key, async () => {
      if (subset.where !== undefined) await checkWhere(subset.where)
      const { body } = await sql.run(caller, { ...select, format, limit })
      const now = await tables.open(principal, repo, subset.config, subset.split)
      if (now.commit === table.commit) return body
      body.destroy()
      throw new HubError('RefConflict', { ref: 'main' })
    })
    const read = (start: number, end: number) =>
      end > start ? createReadStream(file.path, { start, end: end - 1 }) : nothing()
    return { commit: table.commit, etag: file.sha256, size: file.size, read }
  }

  async function checkWhere(where: string): Promise<void> {
    if (where.includes('\0')) throw new HubError('BadRequest', { why: '"where" holds a NUL character.' })
    const session = await sandbox.open()
    try {
      await session.ask({ name: 'plan-where', input: { where } }, { deadlineMs: WHERE_MS })
    } catch (error) {
      throw sqlError(error, 'where')
    } finally {
      await session.end()
    }
  }

  return { open }
}

async function* nothing(): AsyncGenerator<Buffer> {}
