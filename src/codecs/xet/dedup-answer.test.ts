import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { cutAt, fileBytes, vectors } from '../../../test/support/xet-vectors.js'
import { type DedupAnswer, dedupAnswer, dedupAnswerBytes } from './dedup-answer.js'
import { blindHash, chunkHash, ZERO_HASH } from './hash.js'
import { xorbHash } from './merkle.js'
import { parseShard, shardChunk } from './shard.js'
import { XorbIndex } from './xorb.js'

const vector = vectors.dedup_response_shard
const expected = Buffer.from(vector.shard_hex, 'hex')
const key = Buffer.from(vector.hmac_key_raw_hex, 'hex')
const file = vectors.files.find((f) => f.name === 'splitmix42-1MiB')!
const chunks = cutAt(fileBytes(file.name), file.js_client_0_2_0!.chunk_end_offsets)
const index = XorbIndex.of(
  chunks.map((chunk) => ({ hash: chunkHash(chunk), length: chunk.length, frameBytes: chunk.length + 8 })),
)
const hash = xorbHash(index.leaves())
const footerAt = expected.length - 200
const created = Number(expected.readBigUInt64LE(footerAt + 104))
const expires = Number(expected.readBigUInt64LE(footerAt + 112))

function encode(answer: DedupAnswer): Buffer {
  const bytes = Buffer.concat([...dedupAnswer(answer)])
  expect(bytes).toHaveLength(dedupAnswerBytes(answer))
  return bytes
}

it('is the vector, byte for byte', () => {
  const answer = encode({ xorbs: [{ hash, index }], key, created, expires })
  expect(answer.toString('hex')).toBe(vector.shard_hex)
  expect(createHash('sha256').update(answer).digest('hex')).toBe(vector.hex_sha256)
})

it('is a shard without files, blinded only under a key', () => {
  for (const answerKey of [key, ZERO_HASH]) {
    const xorbs = [0, 1].map(() => ({ hash, index }))
    const shard = parseShard(encode({ xorbs, key: answerKey, created, expires }))
    expect(shard.files).toEqual([])
    expect(shard.xorbs.map((xorb) => xorb.hash)).toEqual([hash, hash])
    const clear = index.hash(3)
    const found = shardChunk(shard.xorbs[1]!, 3)
    expect(found.hash).toEqual(answerKey === key ? blindHash(clear, key) : clear)
    expect([found.offset, found.length]).toEqual([index.rawStart(3), index.length(3)])
  }
})

it('of no xorb is a shard still', () => {
  expect(encode({ xorbs: [], key, created, expires })).toHaveLength(48 * 3 + 200)
})
