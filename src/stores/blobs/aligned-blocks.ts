import { BLOCK_BYTES } from '../../core/blocks.js'

/** Not among the types of Node. */
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number; shared: true }) => { buffer: SharedArrayBuffer }
}

const BLOCKS = 32
const WASM_PAGE_BYTES = 64 * 1024

/**
 * Blocks of BLOCK_BYTES for writes that pass the page cache by, which the system takes from addresses that are multiples
 * of a page only. Node tells no address and aligns no buffer; the memory of WebAssembly begins on a page. It is taken from
 * the system block by block, as they are used. Threads share it.
 */
let free: Buffer[] | undefined

/** `count` blocks to be given back, or none when they are all in use. */
export function takeAligned(count: number): Buffer[] | undefined {
  free ??= allBlocks()
  return free.length < count ? undefined : free.splice(-count)
}

/** Nothing may be on its way from these blocks any more. */
export function giveBack(blocks: Buffer[]): void {
  free?.push(...blocks)
}

function allBlocks(): Buffer[] {
  const pages = (BLOCKS * BLOCK_BYTES) / WASM_PAGE_BYTES
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  return Array.from({ length: BLOCKS }, (_, i) => Buffer.from(buffer, i * BLOCK_BYTES, BLOCK_BYTES))
}
