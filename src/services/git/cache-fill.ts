import { EMPTY_TREE_OID, isFolder, parseTag, parseTreeEntries } from '../../codecs/git-object.js'
import { decodePageIndex, type Page } from '../../codecs/tree-pages.js'
import type { CommitLinks } from '../../stores/metadata/commits.js'
import type { Ref } from '../../stores/metadata/refs.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import { hasLoose, writeLoose } from './bare-repository.js'
import { BlobFeed } from './blob-feed.js'
import type { GitRunner } from './git-runner.js'

const COMMITS_A_BATCH = 200
const TREES_A_BATCH = 64
const TREES_AT_ONCE = 4
const PAGES_A_READ = 64

type Needs = Pick<Stores, 'metadata'> & { files: GitFiles; git: GitRunner }
/** A tree to write, and one that is in the repository and may share much with it. */
interface TreeTask {
  oid: string
  base: string | undefined
}

/**
 * Brings what `refs` reach into a bare repository: blobs by `git fast-import`, all else as loose objects. A commit
 * that is there already has everything below it, so only what is new is read. After an error the repository is
 * not fit for use.
 */
export class CacheFill {
  private readonly blobs: BlobFeed
  private readonly indexes = new Map<string, Page[]>()

  constructor(
    private readonly needs: Needs,
    private readonly repoId: number,
    private readonly repository: string,
  ) {
    this.blobs = new BlobFeed(needs, repoId, repository)
  }

  async run(refs: Ref[]): Promise<void> {
    try {
      await this.fillHistory([...new Set(refs.map((ref) => ref.commit))])
      for (const ref of refs) if (ref.target !== ref.commit) await this.fillTag(ref.target)
      await this.blobs.finish()
    } catch (error) {
      this.blobs.abort()
      throw error
    }
  }

  private async fillHistory(tips: string[]): Promise<void> {
    const { present, absent } = await this.sort(tips)
    if (absent.length === 0) return
    const commits = await this.needs.metadata.commits.ancestry(this.repoId, absent, present)
    const trees = new Map(commits.map((commit) => [commit.oid, commit.tree]))
    for (let at = 0; at < commits.length; at += COMMITS_A_BATCH) {
      const fresh = await this.withoutPresent(commits.slice(at, at + COMMITS_A_BATCH))
      await this.addBases(fresh, trees)
      for (const { tree, parents } of fresh) {
        const [parent] = parents
        await this.fillTree({ oid: tree, base: parent === undefined ? undefined : trees.get(parent) })
      }
      await this.writeCommits(fresh.map((commit) => commit.oid))
    }
  }

  private async sort(oids: string[]): Promise<{ present: string[]; absent: string[] }> {
    const present: string[] = []
    const absent: string[] = []
    for (const oid of oids) ((await hasLoose(this.repository, oid)) ? present : absent).push(oid)
    return { present, absent }
  }

  private async withoutPresent(commits: CommitLinks[]): Promise<CommitLinks[]> {
    const { absent } = await this.sort(commits.map((commit) => commit.oid))
    const wanted = new Set(absent)
    return commits.filter((commit) => wanted.has(commit.oid))
  }

  /** Looks up the trees of parents that were filled at an earlier time. */
  private async addBases(commits: CommitLinks[], trees: Map<string, string>): Promise<void> {
    const unknown = commits
      .flatMap(({ parents }) => parents.slice(0, 1))
      .filter((parent) => !trees.has(parent))
    for (const { oid, tree } of await this.needs.metadata.commits.findMany(this.repoId, unknown))
      trees.set(oid, tree)
  }

  private async writeCommits(oids: string[]): Promise<void> {
    const rows = await this.needs.metadata.commits.contents(this.repoId, oids)
    if (rows.length < oids.length) throw new Error(`commits of repo ${this.repoId} are missing`)
    for (const { oid, content } of rows) {
      await writeLoose(this.repository, { type: 'commit', oid, size: content.length }, [content])
    }
  }

  /** Tags may point at tags. */
  private async fillTag(oid: string): Promise<void> {
    if (await hasLoose(this.repository, oid)) return
    const [row] = await this.needs.metadata.objects.tags(this.repoId, [oid])
    if (!row) throw new Error(`tag ${oid} of repo ${this.repoId} is missing`)
    await writeLoose(this.repository, { type: 'tag', oid, size: row.content.length }, [row.content])
    const { object, type } = parseTag(row.content)
    if (type === 'tag') await this.fillTag(object)
  }

  /** Writes a tree and all below it that is not there. */
  private async fillTree(root: TreeTask): Promise<void> {
    const waiting = [root]
    while (waiting.length > 0) {
      const batch = new Map(waiting.splice(-TREES_A_BATCH).map((task) => [task.oid, task]))
      for (const oid of batch.keys()) if (await hasLoose(this.repository, oid)) batch.delete(oid)
      await this.loadIndexes(
        [...batch.values()].flatMap(({ oid, base }) => (base === undefined ? [oid] : [oid, base])),
      )
      const tasks = [...batch.values()]
      const next = async () => {
        for (let task = tasks.pop(); task; task = tasks.pop()) {
          for (const folder of await this.writeTree(task)) waiting.push(folder)
        }
      }
      await Promise.all(Array.from({ length: TREES_AT_ONCE }, next))
      this.indexes.clear()
    }
  }

  private async loadIndexes(oids: string[]): Promise<void> {
    for (const { oid, pageIndex } of await this.needs.metadata.objects.trees(this.repoId, oids)) {
      this.indexes.set(oid, decodePageIndex(pageIndex))
    }
  }

  private pagesOf(oid: string): Page[] {
    const pages = oid === EMPTY_TREE_OID ? [] : this.indexes.get(oid)
    if (!pages) throw new Error(`tree ${oid} of repo ${this.repoId} is missing`)
    return pages
  }

  /** Writes one tree; hands its new blobs to the feed and returns its new folders. */
  private async writeTree({ oid, base }: TreeTask): Promise<TreeTask[]> {
    const pages = this.pagesOf(oid)
    const known = await this.knownEntries(pages, base)
    const folders: TreeTask[] = []
    const size = pages.reduce((sum, page) => sum + page.sizeBytes, 0)
    const contents = this.readPages(pages, async (page, content) => {
      if (known.pages.has(page.hash)) return
      for (const entry of parseTreeEntries(content)) {
        const before = known.oids.get(entry.name)
        if (before === entry.oid || entry.mode === '160000') continue
        if (isFolder(entry))
          folders.push({ oid: entry.oid, base: known.folders.has(entry.name) ? before : undefined })
        else await this.blobs.add(entry.oid)
      }
    })
    await writeLoose(this.repository, { type: 'tree', oid, size }, contents)
    return folders
  }

  /** What a base tree says about pages and entries; it need not be read where the pages are the same. */
  private async knownEntries(pages: Page[], base: string | undefined) {
    const basePages = base === undefined ? [] : this.pagesOf(base)
    const own = new Set(pages.map((page) => page.hash))
    const oids = new Map<string, string>()
    const folders = new Set<string>()
    const others = basePages.filter((page) => !own.has(page.hash))
    const note = async (_: Page, content: Buffer) => {
      for (const entry of parseTreeEntries(content)) {
        oids.set(entry.name, entry.oid)
        if (isFolder(entry)) folders.add(entry.name)
      }
    }
    for await (const _ of this.readPages(others, note));
    return { pages: new Set(basePages.map((page) => page.hash)), oids, folders }
  }

  /** Contents of pages in order; `see` is told of each before it is given out. */
  private async *readPages(
    pages: Page[],
    see: (page: Page, content: Buffer) => Promise<void>,
  ): AsyncGenerator<Buffer> {
    for (let at = 0; at < pages.length; at += PAGES_A_READ) {
      const some = pages.slice(at, at + PAGES_A_READ)
      const rows = await this.needs.metadata.objects.treePages(this.repoId, [
        ...new Set(some.map((page) => page.hash)),
      ])
      const found = new Map(rows.map((row) => [row.hash, row.content]))
      for (const page of some) {
        const content = found.get(page.hash)
        if (!content) throw new Error(`tree page ${page.hash} of repo ${this.repoId} is missing`)
        await see(page, content)
        yield content
      }
    }
  }
}
