import { ask } from './ask.js'
import { encodePath, type FileEntry } from './dataset.js'
import { commit, fileLine, lfsLine } from './upload/commit.js'

/** An entry of the tree, with what a commit needs to name its content. */
export type NamedEntry = FileEntry & { lfs?: { oid: string; size: number } }

export const deleteEntry = (id: string, { type, path }: FileEntry, summary: string) =>
  commit(id, {
    summary,
    lines: [{ key: type === 'file' ? 'deletedFile' : 'deletedFolder', value: { path } }],
  })

/** Gives a file another path. An LFS object is only named anew; a small file comes and goes once. */
export async function renameFile(id: string, { path, lfs }: NamedEntry, to: string, summary: string) {
  const content = lfs
    ? lfsLine(to, lfs)
    : await fileLine(to, await (await ask(`/datasets/${id}/resolve/main/${encodePath(path)}`)).blob())
  return commit(id, { summary, lines: [content, { key: 'deletedFile', value: { path } }] })
}
