/** Bytes of a blob are checked in blocks of this size, but for the last: each has a CRC-32 of its own. */
export const BLOCK_BYTES = 1024 * 1024
