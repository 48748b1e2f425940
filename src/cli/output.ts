import { FolderTaken } from '../app.js'
import { ConfigError } from '../config/env.js'
import { HubError } from '../core/errors.js'

/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, found: 3, taken: 4 } as const

/** Prints a result: JSON on one line with --json, else as text for people. */
export function print(json: boolean | undefined, value: unknown, text: string): void {
  console.log(json ? JSON.stringify(value) : text)
}

/** Says what went wrong, without a stack for what the user can mend. */
export function fail(error: unknown): void {
  const known =
    error instanceof HubError ||
    error instanceof ConfigError ||
    error instanceof FolderTaken ||
    isPlain(error)
  console.error(known ? `databelt: ${(error as Error).message}` : error)
  process.exitCode =
    error instanceof ConfigError ? EXIT.usage : error instanceof FolderTaken ? EXIT.taken : EXIT.failed
}

const isPlain = (error: unknown): boolean => error instanceof Error && error.constructor === Error

export const bytes = (count: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10))
  return `${(count / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

/** A line on a terminal that is written over as work goes on; nothing when output goes to a file. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}
export const progressEnd = (): void => progress('')

const BAR = 24
/** A bar for a share of the work, with words behind it. */
export function progressBar(share: number, text: string): void {
  const part = Number.isFinite(share) ? Math.min(1, share) : 1
  const full = Math.round(part * BAR)
  progress(`[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${Math.floor(part * 100)}% ${text}`)
}
