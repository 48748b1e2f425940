import { createSHA256 } from 'hash-wasm'

/** SHA-256 of a file, a piece at a time: memory does not grow with its size. */
const PIECE = 4 * 1024 * 1024

self.onmessage = async ({ data: file }: MessageEvent<File>) => {
  try {
    const hash = await createSHA256()
    for (let at = 0; at < file.size; at += PIECE) {
      hash.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()))
      self.postMessage({ done: Math.min(file.size, at + PIECE) })
    }
    self.postMessage({ sha256: hash.digest('hex') })
  } catch (error) {
    self.postMessage({ failed: error instanceof Error ? error.message : String(error) })
  }
}
