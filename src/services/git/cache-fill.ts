import { parseTag } from '../../codecs/git-object.js'
import type { CommitLinks } from '../../stores/metadata/commits.js'
import type { Ref } from '../../stores/metadata/refs.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import { BlobFeed } from './blob-feed.js'
import type { GitRunner } from './git-runner.js'
import { ObjectFeed } from './object-feed.js'
import { TreeFill } from './tree-fill.js'

const COMMITS_A_BATCH = 200

type Needs = Pick<Stores, 'metadata'> & { files: GitFiles; git: GitRunner }

/**
 * Brings what `refs` reach from the rows into a bare repository. A commit that is there already has everything below
 * it, so only what is new is read. After an error the repository is not fit for use.
 */
export class CacheFill {
  private readonly blobs: BlobFeed
  private readonly others: ObjectFeed
  private readonly trees: TreeFill

  constructor(
    private readonly needs: Needs,
    private readonly repoId: number,
    private readonly repository: string,
  ) {
    this.blobs = new BlobFeed(needs, repoId, repository)
    this.others = new ObjectFeed(needs.git, repository)
    this.trees = new TreeFill(needs.metadata.objects, repoId, { blobs: this.blobs, others: this.others })
  }

  async run(refs: Ref[]): Promise<void> {
    const tips = [...new Set(refs.flatMap((ref) => [ref.commit, ref.target]))]
    const absent = await this.absent(tips)
    try {
      await this.fillHistory(refs, absent)
      const tags = refs.filter((ref) => ref.target !== ref.commit).map((ref) => ref.target)
      await this.fillTags([...new Set(tags)].filter((oid) => absent.has(oid)))
      await this.others.finish()
      await this.blobs.finish()
    } catch (error) {
      this.blobs.abort()
      throw error
    }
  }

  private async fillHistory(refs: Ref[], absent: Set<string>): Promise<void> {
    const tips = [...new Set(refs.map((ref) => ref.commit))]
    const missing = tips.filter((tip) => absent.has(tip))
    if (missing.length === 0) return
    const stops = tips.filter((tip) => !absent.has(tip))
    const all = await this.needs.metadata.commits.ancestry(this.repoId, missing, stops)
    const fresh = await this.absent(all.map((commit) => commit.oid))
    const commits = all.filter((commit) => fresh.has(commit.oid))
    const trees = new Map(all.map((commit) => [commit.oid, commit.tree]))
    for (let at = 0; at < commits.length; at += COMMITS_A_BATCH) {
      await this.fillCommits(commits.slice(at, at + COMMITS_A_BATCH), trees)
    }
  }

  /** Those that the repository does not have. */
  private async absent(oids: string[]): Promise<Set<string>> {
    const args = ['cat-file', '--batch-check=%(objectname)', '--buffer']
    const input = oids.map((oid) => `${oid}\n`).join('')
    const output = await this.needs.git.run(args, { repository: this.repository }, input)
    return new Set(
      output.split('\n').flatMap((line) => (line.endsWith(' missing') ? [line.slice(0, 40)] : [])),
    )
  }

  /** `trees`: the tree of each commit that is known already. */
  private async fillCommits(commits: CommitLinks[], trees: Map<string, string>): Promise<void> {
    const { metadata } = this.needs
    const parents = commits.flatMap((commit) => commit.parents.slice(0, 1)).filter((oid) => !trees.has(oid))
    for (const { oid, tree } of await metadata.commits.findMany(this.repoId, parents)) trees.set(oid, tree)
    await this.trees.fill(
      commits.map(({ tree, parents: [parent = ''] }) => ({ oid: tree, base: trees.get(parent) })),
    )
    const oids = commits.map((commit) => commit.oid)
    const rows = await metadata.commits.contents(this.repoId, oids)
    if (rows.length < oids.length) throw new Error(`commits of repo ${this.repoId} are missing`)
    for (const { oid, content } of rows) {
      await this.others.add({ type: 'commit', oid, size: content.length }, [content])
    }
  }

  /** Tags may point at tags. */
  private async fillTags(oids: string[]): Promise<void> {
    if (oids.length === 0) return
    const rows = await this.needs.metadata.objects.tags(this.repoId, oids)
    if (rows.length < oids.length) throw new Error(`tags of repo ${this.repoId} are missing`)
    const inner = new Set<string>()
    for (const { oid, content } of rows) {
      await this.others.add({ type: 'tag', oid, size: content.length }, [content])
      const { object, type } = parseTag(content)
      if (type === 'tag') inner.add(object)
    }
    await this.fillTags([...inner])
  }
}
