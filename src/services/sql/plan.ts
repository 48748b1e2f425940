import { availableParallelism } from 'node:os'
import type { RunSqlInput, SqlProgress } from '../../sandbox/sql/run-types.js'
import type { PlanSqlResult } from '../../sandbox/tasks/plan-sql.js'
import type { AskOptions, SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { Caller } from './queries.js'
import type { SqlLimits, SqlRequest } from './request.js'
import { parseTableName } from './table-names.js'
import type { TableSource } from './table-source.js'

/** Finds the tables, asks whether the caller may read each of them, and puts their files into the sandbox. */
export async function planQuery(
  { tables, limits }: { tables: TableSource; limits: SqlLimits },
  session: SandboxSession,
  options: AskOptions,
  { caller, request }: { caller: Caller; request: SqlRequest },
): Promise<RunSqlInput> {
  const { sql, format, limit, rowColumn } = request
  const planned = await session.ask<PlanSqlResult>({ name: 'plan-sql', input: { sql } }, options)
  const views = checkedNames(planned).map((name) => ({ ...name, ...parseTableName(name) }))
  const opened: RunSqlInput['tables'] = []
  for (const { schema, name, repo, config, split } of views) {
    const table = await tables.open(caller.principal, repo, config, split, caller.onTable)
    opened.push({ schema, name, paths: await tables.place(table.parts, session) })
  }
  return {
    ...{ sql, format, limit, rowColumn, tables: opened },
    ...{ maxRows: limits.rows, maxBytes: limits.bytes, tempBytes: limits.tempBytes },
    threads: availableParallelism(),
  }
}

/** The sandbox is not trusted: a broken one may say anything. */
function checkedNames(planned: PlanSqlResult): { schema: string; name: string }[] {
  const named = Array.isArray(planned?.tables) ? planned.tables : []
  return named.map(({ schema, name }) => ({ schema: String(schema), name: String(name) }))
}

export function checkedProgress(progress: unknown): SqlProgress {
  const { rows, bytes, percent } = (progress ?? {}) as Record<string, unknown>
  const count = (value: unknown) => (Number.isFinite(value) ? Number(value) : 0)
  return {
    rows: count(rows),
    bytes: count(bytes),
    percent: percent === undefined ? undefined : count(percent),
  }
}
