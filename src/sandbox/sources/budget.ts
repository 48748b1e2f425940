import { Unreadable } from '../readers/unreadable.js'

/** What a task may use. Given by the hub, which knows how much room there is. */
export interface Limits {
  /** Bytes that may come out of archives and compressed files, all together. */
  maxUnpackedBytes: number
}
const USUAL: Limits = { maxUnpackedBytes: 64 * 1024 ** 3 }
/** A source may always grow so far; beyond, it may not be more than so many times its packed size. */
const FREE_BYTES = 64 * 1024 ** 2
const MOST_RATIO = 300

/** What is more than this would be refused while it is unpacked, whatever a directory says. */
export const mostUnpacked = (packedBytes: number): number =>
  Math.min(USUAL.maxUnpackedBytes, FREE_BYTES + packedBytes * MOST_RATIO)

/** Counts what is unpacked while it streams, so that a bomb ends early. */
export class Budget {
  private packed = 0
  private unpacked = 0
  constructor(private readonly limits: Limits = USUAL) {}

  /** For `goBack`. */
  state(): { packed: number; unpacked: number } {
    return { packed: this.packed, unpacked: this.unpacked }
  }
  /** What was unpacked since is thrown away. */
  goBack({ packed, unpacked }: { packed: number; unpacked: number }): void {
    this.packed = packed
    this.unpacked = unpacked
  }

  addPacked(bytes: number): void {
    this.packed += bytes
  }
  addUnpacked(bytes: number): void {
    this.unpacked += bytes
    const { maxUnpackedBytes } = this.limits
    if (this.unpacked > maxUnpackedBytes)
      throw new Unreadable(
        'TooLarge',
        `It unpacks to more than ${maxUnpackedBytes} bytes. Publish it as several smaller files.`,
      )
    if (this.unpacked > FREE_BYTES + this.packed * MOST_RATIO)
      throw new Unreadable(
        'TooLarge',
        `It unpacks to more than ${MOST_RATIO} times its size, as harmful files do. Publish it unpacked.`,
      )
  }
}
