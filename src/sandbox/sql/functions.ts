/**
 * Table functions that make rows from their arguments. All others are refused: they read files, run SQL given as text,
 * tell of the machine, or (`arrow_scan`) take a memory address for an argument.
 */
const TABLE_FUNCTIONS = new Set([
  ...['range', 'generate_series', 'unnest', 'repeat', 'repeat_row'],
  ...['json_each', 'json_tree', 'summary', 'pg_timezone_names', 'icu_calendar_names'],
])

/** Functions of values that tell of the process, wait, write, or read SQL and aggregate states from bytes. */
const NOT_FUNCTIONS = new Set([
  ...['current_setting', 'getvariable', 'current_query', 'current_query_id', 'current_connection_id'],
  ...[
    'current_transaction_id',
    'txid_current',
    'getenv',
    'sleep_ms',
    'write_log',
    'parse_duckdb_log_message',
  ],
  ...['json_serialize_sql', 'json_serialize_plan', 'json_deserialize_sql', 'nextval', 'currval'],
  ...['finalize', 'combine', 'format_pg_type', 'map_to_pg_oid', 'add_parquet_key', 'in_search_path'],
])
/** Of the catalog functions, these look at values only. */
const PG_FUNCTIONS = new Set(['pg_typeof', 'pg_size_pretty'])

export const isTableFunction = (name: string): boolean => TABLE_FUNCTIONS.has(lower(name))

export function isFunction(name: string): boolean {
  const known = lower(name)
  if (known.startsWith('pg_')) return PG_FUNCTIONS.has(known)
  // what the optimizer makes for itself trusts its arguments
  return !NOT_FUNCTIONS.has(known) && !known.startsWith('__')
}

/** Case as DuckDB folds it: letters of ASCII only. `toLowerCase` would make a k of the Kelvin sign. */
export const lower = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
