import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { generated } from './data.js'

// What an upload is compared with: the same bytes into a file and through fsync, in a process of its own.
// Arguments: file, size, seed in hex, "hash" or "raw". Prints the seconds it took.
const [path, size, seed, kind] = process.argv.slice(2)

const { open: blocks } = generated(Number(size), Buffer.from(seed, 'hex'))
const hash = createHash('sha256')
const start = performance.now()
const file = await open(path, 'wx')
let position = 0
let pending = Promise.resolve()
for await (const block of blocks()) {
  await pending
  pending = writeAll(block, position)
  position += block.length
  // while the disk has the block, as the hub does it
  if (kind === 'hash') hash.update(block)
}
await pending
hash.digest('hex')
await file.sync()
await file.close()
console.log((performance.now() - start) / 1000)
await rm(path)

/** @param {Buffer} block @param {number} at */
async function writeAll(block, at) {
  for (let done = 0; done < block.length; )
    done += (await file.write(block, done, block.length - done, at + done)).bytesWritten
}
