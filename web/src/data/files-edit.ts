import { encodePath } from '../codecs/repo-address.js'
import { ask } from './ask.js'
import type { FileFacts } from './repo-files.js'
import { commit, fileLine, lfsLine } from './upload/commit.js'

export const deleteEntry = (id: string, { type, path }: FileFacts, summary: string) =>
  commit(id, {
    summary,
    lines: [{ key: type === 'file' ? 'deletedFile' : 'deletedFolder', value: { path } }],
  })

/** Gives a file another path. An LFS object is only named anew; a small file comes and goes once. */
export async function renameFile(id: string, { path, lfs }: FileFacts, to: string, summary: string) {
  const content = lfs
    ? lfsLine(to, lfs)
    : await fileLine(to, await (await ask(`/datasets/${id}/resolve/main/${encodePath(path)}`)).blob())
  return commit(id, { summary, lines: [content, { key: 'deletedFile', value: { path } }] })
}
