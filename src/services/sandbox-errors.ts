import { HubError } from '../core/errors.js'
import type { SandboxFailed } from '../stores/sandbox/sandbox.js'

/** What a caller is told when the sandbox could not do what was asked. */
export function sandboxError(error: unknown): unknown {
  const { name, kind, message } = error as SandboxFailed
  if (name !== 'SandboxFailed') return error
  switch (kind) {
    case 'busy':
      return new HubError('Busy')
    case 'deadline':
    case 'memory':
    case 'space':
      return new HubError('TaskTooLarge', { why: message })
    case 'task':
      return new HubError('TaskFailed', { why: message.replace(/\/in\/[\w.-]+/g, 'the file') })
    default:
      return error
  }
}
