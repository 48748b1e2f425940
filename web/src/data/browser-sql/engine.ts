import { AsyncDuckDB, type AsyncDuckDBConnection, getPlatformFeatures, VoidLogger } from '@duckdb/duckdb-wasm'
import workerUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url'
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url'
import { Failed } from './said.js'

/** DuckDB in a worker of its own, with what is built into it and nothing else: it opens no file and fetches nothing. */
export async function openEngine(
  heard: (bytes: number, total: number) => void,
): Promise<AsyncDuckDBConnection> {
  if (!(await getPlatformFeatures()).wasmExceptions) throw new Failed({ kind: 'oldBrowser' })
  const engine = new AsyncDuckDB(new VoidLogger(), new Worker(workerUrl))
  await engine.instantiate(wasmUrl, null, ({ bytesLoaded, bytesTotal }) => heard(bytesLoaded, bytesTotal))
  await engine.open({ path: ':memory:' })
  const connection = await engine.connect()
  await connection.query('set autoinstall_known_extensions = false')
  await connection.query('set autoload_known_extensions = false')
  await connection.query('set enable_external_access = false')
  await connection.query('create schema loaded')
  return connection
}
