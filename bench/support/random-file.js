import { createCipheriv, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MEBIBYTE } from './numbers.js'

/** Writes a file that neither compresses nor repeats itself. @param {string} path @param {number} size */
export async function writeRandomFile(path, size) {
  const cipher = createCipheriv('aes-256-ctr', randomBytes(32), randomBytes(16))
  const zeros = Buffer.alloc(MEBIBYTE)
  function* blocks() {
    for (let left = size; left > 0; left -= MEBIBYTE)
      yield cipher.update(left < MEBIBYTE ? zeros.subarray(0, left) : zeros)
  }
  await pipeline(Readable.from(blocks()), createWriteStream(path))
}

/** Writes other random bytes over a part of a file. @param {string} path @param {number} at @param {number} size */
export async function overwrite(path, at, size) {
  const file = await open(path, 'r+')
  await file.write(randomBytes(size), 0, size, at)
  await file.close()
}
