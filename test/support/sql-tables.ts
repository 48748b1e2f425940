import { copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { HubError } from '../../src/core/errors.js'
import { type Features, value } from '../../src/core/features.js'
import type { Access } from '../../src/services/access.js'
import type { TableSource } from '../../src/services/sql/table-source.js'

/** Tables of tests: real Parquet files, and the hub's own policy. */
export interface TestTables extends TableSource {
  /** Makes a split from a SELECT; several SELECTs make several files. */
  add(repo: string, config: string, split: string, ...selects: string[]): Promise<void>
}

export async function testTables(access: Access, folder: string): Promise<TestTables> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const tables = new Map<string, { config: string; split: string; features: Features; files: string[] }[]>()
  let made = 0
  return {
    add: async (repo, config, split, ...selects) => {
      const files: string[] = []
      for (const select of selects) {
        files.push(`${made++}.parquet`)
        await connection.run(`copy (${select}) to '${join(folder, files.at(-1) ?? '')}' (format parquet)`)
      }
      const described = await connection.runAndReadAll(`describe ${selects[0]}`)
      const features = described.getRows().map(([name]) => ({ name: String(name), type: value('string') }))
      tables.set(repo, [...(tables.get(repo) ?? []), { config, split, features, files }])
    },
    open: async (principal, repo, config, split) => {
      await access.authorize(principal, 'repo:download', { type: 'dataset', ...repo })
      const all = tables.get(`${repo.namespace}/${repo.name}`) ?? []
      const fits = all.filter(
        (each) => (split ? each.split === split : true) && each.config === (config ?? 'default'),
      )
      const [table] = fits
      if (!table || fits.length > 1)
        throw new HubError('BadSql', {
          why: `The tables there are: ${all.map((each) => each.split).join(', ')}`,
        })
      const parts = table.files.map(async (file) => ({
        sha256: file,
        size: (await stat(join(folder, file))).size,
      }))
      return { split: table, commit: '0'.repeat(40), parts: await Promise.all(parts) }
    },
    place: async (parts, session) => {
      const inside: string[] = []
      for (const { sha256 } of parts) {
        const input = session.input(sha256)
        await copyFile(join(folder, sha256), input.path)
        inside.push(input.inside)
      }
      return inside
    },
  }
}
