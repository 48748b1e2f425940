import { HubError, isHubError } from '../../core/errors.js'
import { GitFailed } from './git-runner.js'
import { PushRefused } from './push-refusal.js'

/** An error, as git and the person who pushed are told of it. */
export interface PushFault {
  /** "ok" when the pack was fine but not welcome. */
  unpacked: string
  /** Stands beside each ref. */
  reason: string
  advice: string[]
  /** The hub's log should have it. */
  isBug: boolean
}

const STORAGE_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG']

export function faultOfPush(error: unknown): PushFault {
  if (error instanceof PushRefused)
    return { unpacked: 'ok', reason: error.reason, advice: error.advice, isBug: false }
  if (isHubError(error)) return failed(error.message)
  if (error instanceof GitFailed) return faultOfGit(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (STORAGE_CODES.includes(code)) return failed(new HubError('InsufficientStorage').message)
  return { ...failed('the hub had an internal error; nothing was changed'), isBug: true }
}

const failed = (what: string): PushFault => ({
  unpacked: what,
  reason: 'unpacker error',
  advice: [what],
  isBug: false,
})

function faultOfGit(error: GitFailed): PushFault {
  if (/No space left|Disk quota|File too large/i.test(error.lines))
    return failed(new HubError('InsufficientStorage').message)
  if (/exceeds maximum allowed size/.test(error.lines)) {
    return failed('the push is larger than this hub allows; push it in several parts')
  }
  if (/out of memory|malloc failed|cannot be mapped|mmap failed/i.test(error.lines)) {
    return failed('the push unfolds to more than this hub can hold; push it in several parts')
  }
  if (error.killed) return { ...failed('the push took too long'), isBug: true }
  return failed(saidBy(error))
}

/** What git complained of, without the folders of this machine. */
function saidBy(error: GitFailed): string {
  const lines = error.lines.split('\n').filter((line) => /^(fatal|error|remote): /.test(line))
  const text = (lines.length > 0 ? lines : [error.lines]).slice(-3).join('; ')
  return text.replace(/\/[^\s:'"]{20,}/g, '...').slice(0, 500)
}
