import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('./duckdb-process.js', import.meta.url))
/** As the hub's own processes have it (src/sandbox/engine.ts). */
const SETTINGS = { memory_limit: '1500MB', threads: String(availableParallelism()) }

/**
 * The peer of what the hub does with tables: the same DuckDB in a process of its own, without walls, hub or HTTP.
 * @param {string} work folder for what does not fit into memory
 */
export function openDuckdb(work) {
  const settings = Object.entries({ ...SETTINGS, temp_directory: work }).map(
    ([name, value]) => `${name}=${value}`,
  )
  const child = fork(PROGRAM, settings)
  const ended = once(child, 'exit')

  /** @param {string} sql @returns {Promise<unknown[][]>} the rows */
  async function ask(sql) {
    const answered = once(child, 'message')
    child.send(sql)
    const [{ rows, error }] = await answered
    if (error) throw new Error(`${sql.slice(0, 200)}: ${error}`)
    return rows
  }
  const close = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { ask, close }
}

/** One statement in a fresh process: its start is part of the time that the caller takes. @param {string} work @param {string} sql */
export async function askFreshDuckdb(work, sql) {
  const duckdb = openDuckdb(work)
  try {
    return await duckdb.ask(sql)
  } finally {
    await duckdb.close()
  }
}

/** @param {string} text */
export const literal = (text) => `'${text.replaceAll("'", "''")}'`
