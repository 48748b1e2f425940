import { HubError } from '../core/errors.js'

const MOST_CAUSES = 4

/**
 * An error as the log keeps it: what and where. Errors of the database carry whole rows in `detail` and `where`, and known
 * errors what was asked, such as paths of private repos; that is for the caller and not for the log.
 */
export function logError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, table, constraint } = error as { code?: unknown; table?: unknown; constraint?: unknown }
  const isKnown = error instanceof HubError
  return {
    name: error.name,
    ...(isKnown ? { key: error.key, status: error.status } : { message: error.message }),
    ...(typeof code === 'string' && { code }),
    ...(typeof table === 'string' && { table }),
    ...(typeof constraint === 'string' && { constraint }),
    stack: isKnown ? framesOf(error) : error.stack,
    ...(error.cause !== undefined && depth < MOST_CAUSES && { cause: logError(error.cause, depth + 1) }),
  }
}

/** Where it was thrown, without the message above it. */
const framesOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
