import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import type { ParquetFacts } from '../../sandbox/tasks/parquet-facts.js'
import type { Grant } from '../access.js'
import type { Browse } from '../browse.js'
import type { Revision } from '../revisions.js'
import { contentOf, doOneTask, type TaskFile, type TaskNeeds } from './one-task.js'
import { checkFooter } from './parquet-ranges.js'
import { idOf } from './sources.js'

const DEADLINE_MS = 60_000
/** Of the lists of all archives that are remembered. */
const KEPT_BYTES = 64 * 1024 ** 2
/** Of an entry beside its name. */
const ENTRY_BYTES = 64
/** A file that must be read through, or put together, before a process can look into it. */
const MOST_READ_BYTES = 4 * 1024 ** 3

/** What the sandbox says is untrusted. */
const Listing = z.object({
  kind: z.enum(['zip', 'tar']),
  entries: z.array(z.object({ name: z.string(), size: z.number(), isClosed: z.literal(true).optional() })),
  refused: z.number(),
  isCut: z.boolean(),
})
type Listing = z.infer<typeof Listing>

export interface ArchivePage extends Listing {
  total: number
}

/** What is in a file that is a container, without its contents: files of an archive, columns of Parquet. */
export function createInside(needs: TaskNeeds & { browse: Browse }) {
  const listings = new LRUCache<string, Listing>({ maxSize: KEPT_BYTES })
  const running = new Map<string, Promise<Listing>>()

  /** Throws EntryNotFound, TaskTooLarge, or BadRequest for a file of another kind. */
  async function look(
    grant: Grant<'repo:download'>,
    revision: Revision,
    path: string,
    page: { offset: number; limit: number },
  ): Promise<ArchivePage | ParquetFacts> {
    const entry = await needs.browse.file(grant, revision, path)
    const file = { path: entry.path, content: contentOf(grant.repo.id, entry) }
    if (/\.parquet$/i.test(file.path)) return parquet(file)
    if (!/\.(zip|tar)$/i.test(file.path))
      throw new HubError('BadRequest', { why: 'Only .zip, .tar and .parquet files can be looked into.' })
    const listing = await list(grant.repo.id, file)
    const { entries } = listing
    return {
      ...listing,
      total: entries.length,
      entries: entries.slice(page.offset, page.offset + page.limit),
    }
  }

  async function parquet(file: TaskFile): Promise<ParquetFacts> {
    // of a file that lies in the store, however large, only the footer is read
    if (isTooLarge(file) && !(await needs.localFiles.isLinked(file.content)))
      throw new HubError('TaskTooLarge', {
        why: 'a Parquet file of more than 4 GiB is not put together for this.',
      })
    return doOneTask<ParquetFacts>(needs, {
      name: 'parquet-facts',
      files: [file],
      input: ([path]) => ({ path }),
      deadlineMs: DEADLINE_MS,
      check: checkFooter,
    })
  }

  /** Kept by repo: nobody learns from the speed of an answer what another repo has. */
  async function list(repoId: number, file: TaskFile): Promise<Listing> {
    const key = `${repoId}:${idOf(file.content)}:${file.path}`
    const known = listings.get(key)
    if (known) return known
    if (isTooLarge(file))
      throw new HubError('TaskTooLarge', { why: 'archives of more than 4 GiB are not looked into.' })
    // many who ask for one archive must not hold as many processes
    const begun = running.get(key) ?? start(key, file).finally(() => running.delete(key))
    running.set(key, begun)
    return begun
  }

  async function start(key: string, file: TaskFile): Promise<Listing> {
    const said = await doOneTask<unknown>(needs, {
      name: 'list-archive',
      files: [file],
      input: ([path]) => ({ path, name: file.path }),
      deadlineMs: DEADLINE_MS,
    })
    const listing = Listing.parse(said)
    listings.set(key, listing, { size: bytesOf(listing) })
    return listing
  }

  return { look }
}

const isTooLarge = ({ content }: TaskFile): boolean => content.size > MOST_READ_BYTES
const bytesOf = ({ entries }: Listing): number =>
  // a character takes two bytes at most
  entries.reduce((sum, { name }) => sum + 2 * name.length + ENTRY_BYTES, ENTRY_BYTES)
