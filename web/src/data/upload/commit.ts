import { commitLines } from '../ask.js'

/** A line of a commit, as the hub reads it. */
export type CommitLine =
  | { key: 'file'; value: { path: string; content: string; encoding: 'base64' | 'utf-8' } }
  | { key: 'lfsFile'; value: { path: string; algo: 'sha256'; oid: string; size: number } }
  | { key: 'deletedFile' | 'deletedFolder'; value: { path: string } }

export const textLine = (path: string, content: string): CommitLine => ({
  key: 'file',
  value: { path, content, encoding: 'utf-8' },
})
export const lfsLine = (path: string, { oid, size }: { oid: string; size: number }): CommitLine => ({
  key: 'lfsFile',
  value: { path, algo: 'sha256', oid, size },
})

/** A small file as a line. A blob, so that the browser may keep it on disk until it is sent. */
export async function fileLine(path: string, file: Blob): Promise<Blob> {
  const line: CommitLine = { key: 'file', value: { path, content: await base64Of(file), encoding: 'base64' } }
  return new Blob([JSON.stringify(line)])
}

export function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(blob)
  })
}

export interface CommitWish {
  summary: string
  lines: (CommitLine | Blob)[]
  /** Nothing may have been committed since this one: the hub answers 412 if there was. */
  parent?: string | undefined
}

/** One commit on main. Returns its id. */
export async function commit(id: string, { summary, lines, parent }: CommitWish): Promise<string> {
  const header = { key: 'header', value: { summary, ...(parent && { parentCommit: parent }) } }
  const body = [header, ...lines].flatMap((line) => [
    line instanceof Blob ? line : JSON.stringify(line),
    '\n',
  ])
  const answer = await commitLines(`/api/datasets/${id}/commit/main`, new Blob(body))
  return ((await answer.json()) as { commitOid: string }).commitOid
}
