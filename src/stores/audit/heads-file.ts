import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { type AuditHead, headLine, parseHeadLine } from '../../codecs/audit-chain.js'

/** Heads of the audit chain outside of the database: whoever rewrites the one finds the other. */
export interface HeadsFile {
  /** Resolves when the line is on disk. */
  append(head: AuditHead): Promise<void>
  /** In the order they were written; undefined for a line that cannot be read. */
  lines(): AsyncGenerator<AuditHead | undefined>
}

export function openHeadsFile(path: string): HeadsFile {
  async function append(head: AuditHead): Promise<void> {
    const file = await open(path, 'a', 0o600)
    try {
      // a line of its own also after one that was torn
      await file.write(`\n${headLine(head)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  async function* lines() {
    const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (!file) return
    await file.close()
    for await (const line of createInterface({ input: createReadStream(path) }))
      if (line !== '') yield parseHeadLine(line)
  }

  return { append, lines }
}
