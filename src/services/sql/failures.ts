import { HubError } from '../../core/errors.js'
import type { SandboxFailed } from '../../stores/sandbox/sandbox.js'

/** What a query's process said, as an error a caller can act on. */
export function sqlError(error: unknown, query: string): unknown {
  if (!isSandboxFailed(error)) return error
  const why = error.message
  switch (error.kind) {
    case 'task':
      return taskError(error.code, why)
    case 'memory':
    case 'space':
      return new HubError('SqlTooLarge', {
        why: 'The query needs more memory or temporary space than the sandbox has. Group or sort less at once.',
      })
    case 'deadline':
      return new HubError('SqlTooLarge', {
        why: 'The result was read too slowly. Ask for less of it at once.',
      })
    case 'busy':
      return new HubError('Busy')
    case 'cancelled':
      return new HubError('QueryCancelled', { query })
    default:
      return new HubError('SqlCrashed', { why: error.kind, query })
  }
}

function taskError(code: string, why: string): HubError {
  if (code === 'refused') return new HubError('SqlRefused', { why })
  return new HubError(code === 'large' ? 'SqlTooLarge' : 'BadSql', { why })
}

/** By name: services see only the types of stores. */
const isSandboxFailed = (error: unknown): error is SandboxFailed =>
  error instanceof Error && error.name === 'SandboxFailed'
