import { objectId } from '../../codecs/git-object.js'
import { lfsMatcher, trackWithLfs } from '../../codecs/gitattributes.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Repo } from '../../stores/metadata/repos.js'
import type { GitFiles } from '../git-files.js'
import type { StagedCommit } from './staging.js'

/** Git clients learn from .gitattributes which files are LFS: it gets a line for each new kind. */
export async function addTracking(
  { tx, files, repo }: { tx: Writers; files: GitFiles; repo: Repo },
  rootTree: string,
  staged: StagedCommit,
): Promise<void> {
  if (staged.lfs.length === 0) return
  const stored = async () => (await files.readText(repo.id, tx.objects, rootTree, '.gitattributes')) ?? ''
  const before = staged.gitattributes ?? (await stored())
  let text = before
  let tracked = lfsMatcher(text)
  for (const { path } of staged.lfs) {
    if (tracked(path)) continue
    text = trackWithLfs(text, path)
    tracked = lfsMatcher(text)
  }
  if (text === before) return
  const content = Buffer.from(text)
  const oid = objectId('blob', content)
  await tx.objects.addBlobs(repo.id, [{ oid, size: content.length, content, sha256: null, lfs: null }])
  staged.edits.push({ kind: 'put', path: '.gitattributes', mode: '100644', oid })
}
