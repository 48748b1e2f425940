import type { Features } from '../../core/features.js'
import type { Reader, ReaderOptions } from '../../core/layout/types.js'
import type { Workspace } from '../sources/workspace.js'
import type { TaskContext } from '../task-context.js'

/** A file of a source: where it lies for this process, and what it is called in the repo. */
export interface SourceFile {
  path: string
  /** Of the file or, for one in an archive, `archive.zip/` and its name there. */
  name: string
  /** The file is this member of the zip at `path`. */
  member?: string
}
export interface ReadInput {
  reader: Reader
  options: ReaderOptions
  files: SourceFile[]
  features?: Features
  /** Of media folders: the classes in order, when the names of folders are the column `label`. */
  labels?: string[]
  /** Of media folders: the tables that give the rows. Their names say which folder they speak of. */
  metadata?: SourceFile[]
  /** Of the rows that metadata gives, only this of so many equal shares. */
  share?: { index: number; of: number }
}
/** Rows that DuckDB can select from. */
export interface Relation {
  /** What stands after FROM. */
  from: string
  /** The columns, if the reader knows better than DuckDB. */
  features?: Features
  notes: Record<string, string>
  /** Rows of a row group, where the usual is too many. */
  rowGroup?: number
}
export interface ReadContext extends TaskContext {
  work: Workspace
}
export type ReadSource = (context: ReadContext, input: ReadInput) => Promise<Relation>
