import { createHash, type Hash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { crc32 } from '@node-rs/crc32'
import type { HashRequest } from './hash-thread.js'

// The thread of hash-thread.ts. It answers `block` and `end` in the order of the requests.
const hashes = new Map<number, Hash>()

parentPort?.on('message', (request: HashRequest) => {
  const { id, kind } = request
  if (kind === 'start') hashes.set(id, createHash(request.algorithm))
  else if (kind === 'block') {
    hashes.get(id)?.update(request.bytes)
    parentPort?.postMessage(crc32(request.bytes))
  } else {
    const hash = hashes.get(id)
    hashes.delete(id)
    if (kind === 'end') parentPort?.postMessage(hash?.digest('hex'))
  }
})
