import { write } from 'node:fs'
import { promisify } from 'node:util'

const STDOUT = 1
const PIECE = 64 * 1024
const writeSome = promisify(write)

/** Bulk bytes to the hub. Whoever adds awaits `flush` when it is full, so that what the reader does not take is not made. */
export class Output {
  private held: Buffer[] = []
  private text = ''
  private heldBytes = 0
  private sent = 0

  /** Bytes so far. */
  get bytes(): number {
    return this.sent + this.heldBytes + Buffer.byteLength(this.text)
  }
  get isFull(): boolean {
    return this.heldBytes + this.text.length >= PIECE
  }

  addText(text: string): void {
    this.text += text
  }
  add(bytes: Uint8Array): void {
    this.held.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    this.heldBytes += bytes.length
  }

  async flush(): Promise<void> {
    const all = Buffer.concat([...this.held, Buffer.from(this.text, 'utf8')])
    this.held = []
    this.heldBytes = 0
    this.text = ''
    for (let at = 0; at < all.length; )
      at += (await writeSome(STDOUT, all, at, all.length - at, null)).bytesWritten
    this.sent += all.length
  }
}
