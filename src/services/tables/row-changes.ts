import { HubError } from '../../core/errors.js'
import { extensionsOf, formatOf } from '../../core/layout/formats.js'
import type { ComparedRows } from '../../sandbox/tasks/compare-rows.js'
import type { Grant } from '../access.js'
import type { Browse } from '../browse.js'
import type { Revision } from '../revisions.js'
import { contentOf, doOneTask, type TaskFile, type TaskNeeds } from './one-task.js'

/** Both versions together; what is larger is for SQL over the two. */
const MOST_BYTES = 512 * 1024 ** 2
const DEADLINE_MS = 60_000
const READERS = ['csv', 'json', 'parquet']

/** A file of a revision. */
export interface Side {
  revision: Revision
  path: string
}

/** Rows of a table that two revisions have differently, compared in the sandbox. */
export function createRowChanges(needs: TaskNeeds & { browse: Browse }) {
  /** Throws EntryNotFound, BadRequest for files that are no tables, TaskTooLarge. */
  async function compare(
    grant: Grant<'repo:download'>,
    sides: [before: Side, after: Side],
    page: { offset: number; limit: number },
  ): Promise<ComparedRows> {
    const files: TaskFile[] = []
    for (const { revision, path } of sides) {
      const entry = await needs.browse.file(grant, revision, path)
      files.push({ path: entry.path, content: contentOf(grant.repo.id, entry) })
    }
    const formats = files.map(({ path }) => formatFor(path))
    if (files.reduce((sum, { content }) => sum + content.size, 0) > MOST_BYTES)
      throw new HubError('TaskTooLarge', { why: 'the two versions are more than 512 MiB together.' })
    return doOneTask<ComparedRows>(needs, {
      name: 'compare-rows',
      files,
      input: (paths) => {
        const [before, after] = paths.map((path, i) => ({ path, name: files[i]?.path, ...formats[i] }))
        return { before, after, ...page }
      },
      deadlineMs: DEADLINE_MS,
    })
  }

  return { compare }
}

function formatFor(path: string) {
  const format = formatOf(extensionsOf(path).at(-1)?.toLowerCase() ?? '')
  if (format && READERS.includes(format.reader)) return format
  throw new HubError('BadRequest', {
    why: `${path.slice(0, 200)} is no table: rows of CSV, TSV, JSON, JSON Lines and Parquet can be compared.`,
  })
}
