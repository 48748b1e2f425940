import { AsyncLocalStorage } from 'node:async_hooks'
import type { Origin } from '../../core/audit.js'

/**
 * Where the present work came from. It goes beside the calls and not through them, so that no service can forget to pass
 * it on: whatever an HTTP request or a command decides or changes is recorded with its address.
 */
const present = new AsyncLocalStorage<Origin>()

export const withOrigin = <T>(origin: Origin, work: () => T): T => present.run(origin, work)

/** Null: the hub itself. */
export const currentOrigin = (): Origin | null => present.getStore() ?? null
