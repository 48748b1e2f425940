import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { HubError } from '../../core/errors.js'
import type { RunSqlResult } from '../../sandbox/sql/run-types.js'
import type { Sandbox, SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { SqlAllowance, SqlTime } from '../quotas/sql-time.js'
import { TaskBody } from './body.js'
import { sqlError } from './failures.js'
import { checkedProgress, planQuery } from './plan.js'
import { type Caller, Queries, type Query } from './queries.js'
import type { SqlLimits, SqlRequest } from './request.js'
import { startStopwatch } from './stopwatch.js'
import type { TableSource } from './table-source.js'

export interface SqlAnswer {
  id: string
  /** The result; broken off when the query fails later. Destroying it ends the query. */
  body: Readable
}
interface Run {
  query: Query
  /** Fires when the process is to be killed. */
  abort: AbortController
  isLate: boolean
  limitMs: number
  watch: ReturnType<typeof startStopwatch> | undefined
  /** Accounts the query, once. */
  account(spentMs: number): Promise<void>
}

/** However slowly a result is read, its process does not live longer than this many times the limit of a query. */
const PATIENCE = 20

export function createSql({
  sandbox,
  tables,
  limits,
  time,
}: {
  sandbox: Sandbox
  tables: TableSource
  limits: SqlLimits
  /** Who pays for the time; without it nobody has to. */
  time?: Pick<SqlTime, 'begin'>
}) {
  const queries = new Queries(limits)
  const deadlineMs = limits.seconds * 1000 * PATIENCE

  /** Begins a query. Resolves with its first bytes; throws what is wrong before them. `gone` kills it. */
  async function run(caller: Caller, request: SqlRequest, gone?: AbortSignal): Promise<SqlAnswer> {
    const abort = new AbortController()
    gone?.addEventListener('abort', () => abort.abort())
    const query = queries.begin(caller, request.id ?? randomUUID(), () => abort.abort())
    const limitMs = limits.seconds * 1000
    const state: Run = { query, abort, isLate: false, limitMs, watch: undefined, account: async () => {} }
    try {
      const allowance = await time?.begin(caller, limitMs, query.id)
      state.limitMs = allowance?.limitMs ?? limitMs
      state.account = accountOf(caller, allowance)
      const session = await sandbox.open()
      try {
        return await begin(caller, request, session, state)
      } catch (error) {
        // killed at once; the caller need not wait until its files are gone
        void session.end().catch(() => {})
        throw error
      }
    } catch (error) {
      queries.end(query, endOf(state))
      await state.account(state.watch?.spentMs() ?? 0)
      throw known(error, state)
    }
  }

  async function begin(
    caller: Caller,
    request: SqlRequest,
    session: SandboxSession,
    state: Run,
  ): Promise<SqlAnswer> {
    const body = new TaskBody(session.body)
    const late = () => {
      state.isLate = true
      state.abort.abort()
    }
    const watch = startStopwatch(state.limitMs, () => body.isWaiting, late)
    state.watch = watch
    body.stream.once('close', () => state.abort.abort())
    try {
      const options = askOptions(state)
      const input = await planQuery({ tables, limits }, session, options, { caller, request })
      const task = session.ask<RunSqlResult>({ name: 'run-sql', input }, options)
      const whole = task.then((result) => {
        state.query.progress = { rows: result.rows, bytes: result.bytes, percent: 100 }
        state.query.truncated = result.truncated
        body.end(result.bytes)
        return body.whole
      })
      void settle(whole, body, session, state).finally(() => {
        watch.stop()
        void state.account(watch.spentMs()).catch(() => {})
      })
      await Promise.race([whole, body.begun()])
      return { id: state.query.id, body: body.stream }
    } catch (error) {
      watch.stop()
      body.release()
      throw error
    }
  }

  /** What happens after the first bytes: the end, or the reader learns by a broken stream. */
  async function settle(
    whole: Promise<void>,
    body: TaskBody,
    session: SandboxSession,
    state: Run,
  ): Promise<void> {
    try {
      await whole
      queries.end(state.query, 'done')
    } catch (error) {
      queries.end(state.query, endOf(state))
      body.stream.destroy(known(error, state) as Error)
    } finally {
      body.release()
      // its process is gone all the same, and nobody waits for this
      await session.end().catch(() => {})
    }
  }

  const askOptions = ({ abort, query }: Run) => ({
    deadlineMs,
    outBytes: limits.tempBytes + limits.bytes,
    signal: abort.signal,
    onProgress: (progress: unknown) => {
      query.progress = checkedProgress(progress)
    },
  })
  const known = (error: unknown, { isLate, query }: Run): unknown =>
    isLate ? new HubError('SqlTooSlow', { seconds: limits.seconds }) : sqlError(error, query.id)

  return {
    run,
    /** How far a query of the caller is. Throws QueryNotFound. */
    find: (caller: Caller, id: string): Query => queries.find(caller, id),
    /** Kills a query of the caller. Throws QueryNotFound. */
    cancel: (caller: Caller, id: string): void => queries.find(caller, id).cancel(),
  }
}
export type Sql = ReturnType<typeof createSql>

/** Tells what a query took to whoever pays and whoever asked, the first time that it is called. */
function accountOf(caller: Caller, allowance: SqlAllowance | undefined): Run['account'] {
  let done: Promise<void> | undefined
  let end = () => {}
  caller.onBegin?.(
    new Promise((resolve) => {
      end = resolve
    }),
  )
  const account = async (spentMs: number) => {
    caller.onEnd?.(spentMs)
    end()
    await allowance?.settle(spentMs)
  }
  return (spentMs) => {
    done ??= account(spentMs)
    return done
  }
}

const endOf = ({ abort, isLate }: Run) => (abort.signal.aborted && !isLate ? 'cancelled' : 'failed')
