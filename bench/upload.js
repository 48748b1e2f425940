import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { generated, sha256 } from './support/data.js'
import { startHub } from './support/hub.js'
import { commitBody, hubClient, lfsLine } from './support/hub-client.js'
import { GIBIBYTE, MEBIBYTE, megabytesASecond, seconds } from './support/numbers.js'
import { execute, requireTools } from './support/tools.js'

export const about = 'one big file by LFS, beside writing the same stream to the same disk'

const WRITER = fileURLToPath(new URL('support/disk-writer.js', import.meta.url))

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  requireTools('curl')
  const hub = await startHub(context)
  const client = hubClient(hub)
  const repo = await client.createRepo('uploads')
  const size = context.quick ? 256 * MEBIBYTE : 2 * GIBIBYTE
  const figures = { hub: [], 'write, SHA-256, fsync': [], 'write, fsync': [] }
  try {
    // round 0 warms up
    for (let round = 0; round <= context.rounds; round++) {
      const times = {
        hub: await uploadByLfs({ context, hub, client, repo, size }),
        'write, SHA-256, fsync': await writeFile(context, size, 'hash'),
        'write, fsync': await writeFile(context, size, 'raw'),
      }
      if (round === 0) continue
      for (const [side, time] of Object.entries(times)) figures[side].push(megabytesASecond(size, time))
    }
  } finally {
    await hub.stop()
  }
  report({
    what: `upload of ${size / MEBIBYTE} MiB by LFS`,
    unit: 'MB/s',
    figures,
    ratios: [
      { of: 'hub', to: 'write, SHA-256, fsync', goal: { least: 0.7 } },
      { of: 'hub', to: 'write, fsync' },
    ],
    note: 'hub: batch, PUT by curl from a file in the page cache, verify and commit; the client knows the SHA-256 before the clock starts',
  })
}

/** New bytes each time: what a hub has is not sent again. */
async function uploadByLfs({ context, hub, client, repo, size }) {
  const data = generated(size)
  const object = { oid: await sha256(data.open()), size }
  const source = join(context.work, 'source')
  await pipeline(Readable.from(data.open()), createWriteStream(source))
  await settleDisk(hub.folder, size)
  const time = await seconds(async () => {
    const { upload, verify } = await client.planUpload(repo, object)
    await execute('curl', ['-sSf', '-T', source, upload.href])
    await client.call('POST', verify.href, object)
    await client.commit(repo, commitBody('Upload', [lfsLine(`${object.oid}.bin`, object)]))
  })
  await rm(hub.blobPath(object.oid))
  await rm(source)
  return time
}

/** @param {'hash' | 'raw'} kind */
async function writeFile({ work }, size, kind) {
  const { seed } = generated(0)
  await settleDisk(work, size)
  const args = [WRITER, join(work, 'written'), String(size), seed.toString('hex'), kind]
  return Number((await execute(process.execPath, args)).stdout)
}

/**
 * Waits until nothing of earlier rounds is left to write, and fills as much memory as the file will: in a virtual machine
 * the first use of a page may cost more than all else, and whoever came second would find the pages of the first.
 */
async function settleDisk(folder, size) {
  const filler = join(folder, 'filler')
  await execute('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1M', `count=${size / MEBIBYTE}`])
  await execute('sync')
  await rm(filler)
}
