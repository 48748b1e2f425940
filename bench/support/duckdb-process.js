import { DuckDBInstance } from '@duckdb/node-api'

/** DuckDB alone in a process: answers a message with SQL by its rows. Its settings come as arguments. */
const instance = await DuckDBInstance.create(':memory:', Object.fromEntries(process.argv.slice(2).map(pair)))
const connection = await instance.connect()
process.on('message', async (sql) => {
  try {
    const result = await connection.runAndReadAll(String(sql))
    process.send?.({ rows: result.getRowsJson() })
  } catch (error) {
    process.send?.({ error: String(error) })
  }
})

/** @param {string} text @returns {[string, string]} */
function pair(text) {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}
