import { commitBody, file, startHub, type TestHub } from './hub.js'
import { lfsBytes, lfsFile, newRepo, sendLfs } from './lfs.js'

export const TEXT = 'hello, 세계\n'
export const LARGE = lfsBytes(Buffer.alloc(2.5 * 1024 * 1024, 'parquet?'))
/** What a browser could run if it were sent as what its name says. */
export const RISKY = ['x.html', 'x.HTM', 'x.svg', 'x.xhtml', 'x.xml', 'x.pdf', 'x.js', 'noending']
export const BASE = '/datasets/minji/files'

/** A hub with one public data set of small and large files, and branches with names that are hard to tell from paths. */
export async function startFilesHub(): Promise<{ hub: TestHub; token: string; sha: string }> {
  const hub = await startHub()
  const token = await hub.user('minji')
  await newRepo(hub, token, 'files')
  await sendLfs(hub, 'minji/files', token, LARGE)
  const operations = [
    file('a.txt', TEXT),
    file('empty', ''),
    file('d/deep/데이터 1.csv', 'x,y\n'),
    file('d/100%.txt', 'percent'),
    file('d/a#b?c.txt', 'odd'),
    ...RISKY.map((name) => file(name, '<script>alert(1)</script>')),
    file('x.png', 'not a picture'),
    lfsFile('large.bin', LARGE),
  ]
  const body = commitBody('c', operations)
  const answer = await hub.call('/api/datasets/minji/files/commit/main', { method: 'POST', token, body })
  const { commitOid: sha } = (await answer.json()) as { commitOid: string }
  for (const branch of ['feat%2Fx', 'd'])
    await hub.call(`/api/datasets/minji/files/branch/${branch}`, { method: 'POST', token, body: '{}' })
  return { hub, token, sha }
}
