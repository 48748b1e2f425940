/** What is said about a user's SQL. `refused`: not allowed here; `sql`: DuckDB's own words; `large`: over a limit. */
export class SqlFailure extends Error {
  override name = 'SqlFailure'
  constructor(
    readonly code: 'refused' | 'sql' | 'large',
    message: string,
  ) {
    super(message)
  }
}

/** DuckDB's error as a failure. */
export function failureOf(error: unknown): SqlFailure {
  if (error instanceof SqlFailure) return error
  const said = String((error as Error)?.message ?? error).replace(/^Failed to \w+ \w+: /, '')
  if (error instanceof RangeError) return new SqlFailure('refused', 'The SQL nests too deep.')
  if (/^Out of Memory|bad_alloc|max_temp_directory_size/i.test(said))
    return new SqlFailure('large', OUT_OF_MEMORY)
  return new SqlFailure('sql', said)
}

const OUT_OF_MEMORY = 'The query needs more memory or temporary space than the sandbox has.'
