import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const PACKABLE = new Set(['.js', '.css', '.svg', '.wasm'])
/** Above this the best quality of brotli takes minutes, and `npm start` waits for it. */
const LARGE_BYTES = 2 * 1024 * 1024
const brotliAsync = promisify(brotliCompress)
const gzipAsync = promisify(gzip)

/** Writes each file also as brotli and gzip, beside it: made once, they can be smaller than what a hub makes as it starts. */
export const packedFiles = (): Plugin => ({
  name: 'packed-files',
  apply: 'build',
  async writeBundle({ dir = '' }) {
    const folder = join(dir, 'assets')
    const names = (await readdir(folder)).filter((name) => PACKABLE.has(extname(name)))
    await Promise.all(names.map((name) => pack(join(folder, name))))
  },
})

async function pack(path: string): Promise<void> {
  const bytes = await readFile(path)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: bytes.length > LARGE_BYTES ? 5 : constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  await Promise.all([
    brotliAsync(bytes, { params }).then((packed) => writeFile(`${path}.br`, packed)),
    gzipAsync(bytes, { level: constants.Z_BEST_COMPRESSION }).then((packed) =>
      writeFile(`${path}.gz`, packed),
    ),
  ])
}
