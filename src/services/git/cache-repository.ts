import { rm } from 'node:fs/promises'
import { isHubError } from '../../core/errors.js'
import type { Ref } from '../../stores/metadata/refs.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import { encodePackedRefs, initBare, writePackedRefs } from './bare-repository.js'
import { CacheFill } from './cache-fill.js'
import type { WorkFolder } from './work-folder.js'

/** A bare repository that holds what the refs of a repo reach. The user calls `release` once done with it. */
export interface CacheUse {
  folder: string
  /** The refs as they were when the use began. */
  refs: Ref[]
  release(): void
  /** Something is wrong with it: nobody gets it again. */
  spoil(): void
}

const MOST_REPOSITORIES = 20
const IDLE_MS = 3_600_000
/** What garbage collection took from the rows leaves the cache with the whole of it. */
const MAX_AGE_MS = 24 * 3_600_000
const EVICT_EVERY_MS = 300_000

type Needs = Pick<Stores, 'metadata'> & { files: GitFiles; work: () => Promise<WorkFolder> }

/** Short-lived bare repositories, filled from the rows on demand; any of them can go at any time. */
export function createCaches(needs: Needs) {
  // in the order of their last use
  const repositories = new Map<number, CacheRepository>()
  const timer = setInterval(evict, EVICT_EVERY_MS).unref()

  /** The repo's cache, with everything in it that the refs reach now. */
  async function open(repoId: number): Promise<CacheUse> {
    try {
      return await openOnce(repoId)
    } catch (error) {
      // rows may have changed under the fill (a branch deleted, its commits collected); damage does not go away
      if (isHubError(error)) throw error
      return openOnce(repoId)
    }
  }

  async function openOnce(repoId: number): Promise<CacheUse> {
    const work = await needs.work()
    const known = repositories.get(repoId)
    const repository = known?.work === work ? known : new CacheRepository(needs, work, repoId)
    repositories.delete(repoId)
    repositories.set(repoId, repository)
    evict()
    const drop = () => {
      if (repositories.get(repoId) === repository) repositories.delete(repoId)
      repository.retire()
    }
    repository.hold()
    try {
      const refs = await repository.refresh()
      return { folder: repository.folder, refs, release: () => repository.release(), spoil: drop }
    } catch (error) {
      drop()
      repository.release()
      throw error
    }
  }

  function evict(): void {
    const surplus = repositories.size - MOST_REPOSITORIES
    for (const [i, [repoId, repository]] of [...repositories].entries()) {
      if (i >= surplus && !repository.isOld()) continue
      repositories.delete(repoId)
      repository.retire()
    }
  }

  const close = () => clearInterval(timer)

  return { open, close }
}
export type Caches = ReturnType<typeof createCaches>

class CacheRepository {
  readonly folder: string
  private readonly madeAt = Date.now()
  private usedAt = Date.now()
  private users = 0
  private retired = false
  private packedRefs: string | undefined
  private next: Promise<Ref[]> | undefined
  private last: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly needs: Needs,
    readonly work: WorkFolder,
    private readonly repoId: number,
  ) {
    this.folder = work.newPath('cache')
  }

  /** Fills in what is new. Those who ask while a fill runs share the one after it, which sees what they must see. */
  refresh(): Promise<Ref[]> {
    if (!this.next) {
      const turn = this.last.then(() => {
        this.next = undefined
        return this.update()
      })
      this.next = turn
      this.last = turn.catch(() => {})
    }
    return this.next
  }

  private async update(): Promise<Ref[]> {
    if (this.packedRefs === undefined) await initBare(this.folder)
    const refs = await this.needs.metadata.refs.list(this.repoId)
    const text = encodePackedRefs(refs)
    if (text === this.packedRefs) return refs
    await new CacheFill({ ...this.needs, git: this.work.git }, this.repoId, this.folder).run(refs)
    await writePackedRefs(this.folder, text)
    this.packedRefs = text
    return refs
  }

  hold(): void {
    this.users++
    this.usedAt = Date.now()
  }

  release(): void {
    this.users--
    this.usedAt = Date.now()
    this.removeIfUnused()
  }

  /** Nobody new will use it; it goes when its last user has gone. */
  retire(): void {
    this.retired = true
    this.removeIfUnused()
  }

  isOld(): boolean {
    const now = Date.now()
    return now - this.madeAt > MAX_AGE_MS || (this.users === 0 && now - this.usedAt > IDLE_MS)
  }

  private removeIfUnused(): void {
    if (!this.retired || this.users > 0) return
    // a folder that stays is removed with the whole work folder
    void rm(this.folder, { recursive: true, force: true }).catch(() => {})
  }
}
