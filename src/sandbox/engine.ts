import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { literal } from '../core/sql-text.js'

/** DuckDB in this process. Files are opened by the paths that a task names, before `lock`. */
export interface Engine {
  connection: DuckDBConnection
  /** From here on only `paths` can be read and no setting can be changed: what follows may be a user's SQL. */
  lock(paths: string[]): Promise<void>
}

const MEMORY_SHARE = '1500MB'

export async function openEngine(outFolder: string): Promise<Engine> {
  const temp = join(outFolder, 'tmp')
  await mkdir(temp, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', {
    temp_directory: temp,
    memory_limit: MEMORY_SHARE,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  return { connection, lock: (paths) => lock(connection, paths) }
}

async function lock(connection: DuckDBConnection, paths: string[]): Promise<void> {
  await connection.run(`set allowed_paths = [${paths.map(literal).join(', ')}]`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
}
