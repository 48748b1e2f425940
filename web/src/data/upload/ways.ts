import { send } from '../ask.js'
import { base64Of } from './commit.js'
import { named } from './hash.js'
import type { UploadFile } from './upload.js'

const SAMPLE_BYTES = 512
const FILES_A_QUESTION = 200
/** What small files may weigh in one commit together; the rest goes by LFS, which can be broken off and resumed. */
const MOST_IN_COMMIT = 32 * 1024 * 1024

export type Way = 'commit' | 'lfs' | 'ignore'

/** How each file goes to the hub: in the commit, or before it as an object of its own. */
export async function chooseWays(id: string, files: UploadFile[]): Promise<Way[]> {
  const ways: Way[] = []
  let inCommit = 0
  for (let at = 0; at < files.length; at += FILES_A_QUESTION) {
    const some = files.slice(at, at + FILES_A_QUESTION)
    const asked = await Promise.all(
      some.map(async ({ path, file }) => ({
        path,
        size: file.size,
        sample: await base64Of(file.slice(0, SAMPLE_BYTES)).catch(named(path)),
      })),
    )
    const answer = await send('POST', `/api/datasets/${id}/preupload/main`, { files: asked })
    const { files: planned } = (await answer.json()) as {
      files: { uploadMode: 'lfs' | 'regular'; shouldIgnore: boolean }[]
    }
    for (const [i, { uploadMode, shouldIgnore }] of planned.entries()) {
      const { size } = (some[i] as UploadFile).file
      const isSmall = uploadMode === 'regular' && (size === 0 || inCommit + size <= MOST_IN_COMMIT)
      if (isSmall) inCommit += size
      ways.push(shouldIgnore ? 'ignore' : isSmall ? 'commit' : 'lfs')
    }
  }
  return ways
}
