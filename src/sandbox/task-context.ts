import type { Engine } from './engine.js'

/** What a task works with. */
export interface TaskContext {
  engine: Engine
  outFolder: string
  progress(progress: unknown): void
}
