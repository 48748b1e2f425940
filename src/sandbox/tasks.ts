import type { TaskContext } from './task-context.js'
import { convert, inspect } from './tasks/convert.js'
import { media } from './tasks/media.js'
import { rows } from './tasks/rows.js'

/** What the sandbox can do. */
export const TASKS = { convert, inspect, media, rows } satisfies Record<
  string,
  (context: TaskContext, input: never) => Promise<unknown>
>
