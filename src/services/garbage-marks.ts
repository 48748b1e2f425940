import { isFolder, parseTag, parseTreeEntries } from '../codecs/git-object.js'
import { decodePageIndex } from '../codecs/tree-pages.js'
import type { Writers } from '../stores/metadata/metadata-store.js'
import type { Ref } from '../stores/metadata/refs.js'

const BATCH = 1000
const PAGES_A_READ = 50

/** Marks every git object of a repo that its refs reach. The marks are rows, so memory does not grow. */
export async function markReachable(tx: Writers, repoId: number, refs: Ref[]): Promise<void> {
  let wave = await tx.garbage.mark(refs.flatMap((ref) => [ref.commit, ref.target]))
  await markTags(
    tx,
    repoId,
    refs.map((ref) => ref.target),
  )
  while (wave.length > 0) wave = await markCommits(tx, repoId, wave)
}

/** Tags may point at tags. */
async function markTags(tx: Writers, repoId: number, oids: string[]): Promise<void> {
  const inner = (await tx.objects.tags(repoId, oids)).map((tag) => parseTag(tag.content).object)
  const fresh = await tx.garbage.mark(inner)
  if (fresh.length > 0) await markTags(tx, repoId, fresh)
}

async function markCommits(tx: Writers, repoId: number, oids: string[]): Promise<string[]> {
  const next: string[] = []
  for (let at = 0; at < oids.length; at += BATCH) {
    const commits = await tx.commits.findMany(repoId, oids.slice(at, at + BATCH))
    await markTrees(tx, repoId, await tx.garbage.mark(commits.map((commit) => commit.tree)))
    next.push(...(await tx.garbage.mark(commits.flatMap((commit) => commit.parents))))
  }
  return next
}

async function markTrees(tx: Writers, repoId: number, oids: string[]): Promise<void> {
  for (const oid of oids) {
    const tree = await tx.objects.tree(repoId, oid)
    const hashes = await tx.garbage.mark(
      decodePageIndex(tree?.pageIndex ?? Buffer.alloc(0)).map((page) => page.hash),
    )
    for (let at = 0; at < hashes.length; at += PAGES_A_READ) {
      const pages = await tx.objects.treePages(repoId, hashes.slice(at, at + PAGES_A_READ))
      const entries = pages.flatMap((page) => parseTreeEntries(page.content))
      const folders = new Set(entries.filter(isFolder).map((entry) => entry.oid))
      const fresh = await tx.garbage.mark(entries.map((entry) => entry.oid))
      await markTrees(
        tx,
        repoId,
        fresh.filter((each) => folders.has(each)),
      )
    }
  }
}
