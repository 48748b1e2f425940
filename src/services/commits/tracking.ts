import { objectId } from '../../codecs/git-object.js'
import { lfsMatcher, trackWithLfs } from '../../codecs/gitattributes.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Repo } from '../../stores/metadata/repos.js'
import type { GitFiles } from '../git-files.js'
import type { TreeEdit } from '../trees/tree-edits.js'
import type { StagedCommit } from './staging.js'

/** The edits, with a line in .gitattributes for each new kind of LFS files: git clients learn it there. */
export async function withTracking(
  { tx, files, repo }: { tx: Writers; files: GitFiles; repo: Repo },
  rootTree: string,
  staged: StagedCommit,
): Promise<TreeEdit[]> {
  if (staged.lfs.length === 0) return staged.edits
  const stored = async () => (await files.readText(repo.id, tx.objects, rootTree, '.gitattributes')) ?? ''
  const before = staged.gitattributes ?? (await stored())
  let text = before
  let tracked = lfsMatcher(text)
  for (const { path } of staged.lfs) {
    if (tracked(path)) continue
    text = trackWithLfs(text, path)
    tracked = lfsMatcher(text)
  }
  if (text === before) return staged.edits
  const content = Buffer.from(text)
  const oid = objectId('blob', content)
  await tx.objects.addBlobs(repo.id, [{ oid, size: content.length, content, sha256: null, lfs: null }])
  return [...staged.edits, { kind: 'put', path: '.gitattributes', mode: '100644', oid }]
}
