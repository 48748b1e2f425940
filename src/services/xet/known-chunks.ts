import type { XorbIndex } from '../../codecs/xet/xorb-index.js'

export interface Place {
  xorb: Buffer
  chunk: number
}

/** Where chunks are that need not be stored again. */
export class KnownChunks {
  private readonly places = new Map<string, Place>()

  addXorb(xorb: Buffer, index: XorbIndex): void {
    for (let chunk = 0; chunk < index.count; chunk++)
      this.places.set(keyOf(index.hash(chunk)), { xorb, chunk })
  }

  find = (hash: Buffer): Place | undefined => this.places.get(keyOf(hash))
}

const keyOf = (hash: Buffer): string => hash.toString('latin1')
