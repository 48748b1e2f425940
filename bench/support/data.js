import { createHash, randomBytes } from 'node:crypto'
import { MEBIBYTE } from './numbers.js'

/**
 * A stream of any size that nothing can shorten: one random block, with its number written into it each time.
 * Making it costs next to nothing, so the receiver is what is measured. @param {number} size
 */
export function generated(size, seed = randomBytes(32)) {
  const template = Buffer.alloc(Math.min(size, MEBIBYTE))
  // a hash chain, so that two processes make the same stream from one seed
  for (let at = 0, link = seed; at < template.length; at += link.length) {
    link = createHash('sha512').update(link).digest()
    link.copy(template, at)
  }
  async function* open() {
    for (let number = 0, left = size; left > 0; number++, left -= MEBIBYTE) {
      const block = Buffer.from(template.subarray(0, Math.min(left, MEBIBYTE)))
      if (block.length >= 4) block.writeUInt32BE(number, 0)
      yield block
    }
  }
  return { size, seed, open }
}

/** @param {AsyncIterable<Buffer>} source @returns {Promise<string>} */
export async function sha256(source) {
  const hash = createHash('sha256')
  for await (const block of source) hash.update(block)
  return hash.digest('hex')
}

/** A JSON record of about a kilobyte. @param {string} key */
export function smallText(key) {
  const hash = createHash('sha512').update(key).digest('base64')
  return Buffer.from(`${JSON.stringify({ key, text: hash.repeat(11).slice(0, 900) })}\n`)
}

/** Text files of about a kilobyte for a commit. @param {string} prefix @param {number} count @param {string} salt */
export const smallFiles = (prefix, count, salt) =>
  Array.from({ length: count }, (_, i) => {
    const path = `${prefix}${String(i).padStart(6, '0')}.json`
    return { path, content: smallText(`${salt}/${path}`) }
  })
