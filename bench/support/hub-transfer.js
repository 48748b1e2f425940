import { createWriteStream } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { describeFiles } from './dataset.js'
import { commitBody, eachOf, fileLine, lfsLine } from './hub-client.js'

const PARALLEL = 8
const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL })

/** A folder into a repo, step by step as the stock clients do it. */
export async function pushFolder(client, repo, folder) {
  const files = await describeFiles(folder)
  const modes = await client.preupload(
    repo,
    files.map(({ path, sample, size }) => ({ path, sample, size })),
  )
  const isLfs = (file) => modes.get(file.path) === 'lfs'
  await client.uploadObjects(repo, files.filter(isLfs), PARALLEL)
  const lines = []
  for (const file of files)
    lines.push(isLfs(file) ? lfsLine(file.path, file) : fileLine(file.path, await readFile(file.local)))
  await client.commit(repo, commitBody('Add the data set', lines))
}

/** Everything in a repo into a folder. @param {import('./hub.js').Hub} hub */
export async function pullFolder(hub, repo, folder) {
  const paths = []
  const headers = { authorization: `Bearer ${hub.token}` }
  for (let url = `${hub.url}${repo.api}/tree/main?recursive=true`; url; ) {
    const answer = await fetch(url, { headers })
    for (const entry of await answer.json()) if (entry.type === 'file') paths.push(entry.path)
    url = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  }
  for (const path of new Set(paths.map(dirname))) await mkdir(join(folder, path), { recursive: true })
  await eachOf(paths, PARALLEL, (path) => save(repo.fileUrl(path), headers, join(folder, path)))
}

/** @param {string} url @param {Record<string, string>} headers @param {string} target */
async function save(url, headers, target) {
  const answer = await new Promise((resolve, reject) => {
    request(url, { agent, headers }, resolve).once('error', reject).end()
  })
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode}`)
  await pipeline(answer, createWriteStream(target))
}
