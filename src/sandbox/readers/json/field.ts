import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { Incomplete, JsonError, newShape, ShapeScanner } from '../../../codecs/json/shape.js'
import type { Workspace } from '../../sources/workspace.js'
import { Unreadable } from '../unreadable.js'

const MOST_BYTES = 256 * 1024 * 1024
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const COLON = 0x3a
const COMMA = 0x2c

/** Writes what stands in one field of the object that a file is, to a file of its own. */
export async function extractField(
  work: Workspace,
  path: string,
  { field, name }: { field: string; name: string },
): Promise<string> {
  if ((await stat(path)).size > MOST_BYTES)
    throw new Unreadable(
      'TooLarge',
      `${name} is one JSON object of more than ${MOST_BYTES / 1024 ** 2} MiB. Write the rows as JSON Lines.`,
    )
  const place = findField(await readFile(path), { field, name })
  const to = work.path()
  await pipeline(createReadStream(path, place), createWriteStream(to))
  return to
}

/** The last one counts, where a field is there twice. */
function findField(
  buffer: Buffer,
  { field, name }: { field: string; name: string },
): { start: number; end: number } {
  try {
    const found = searchField(buffer, field)
    if (found) return found
  } catch (error) {
    if (!(error instanceof JsonError) && !(error instanceof Incomplete)) throw error
    throw new Unreadable('MalformedJson', `${name} is not one JSON object, so it has no field ${field}.`)
  }
  throw new Unreadable('BadOption', `${name} has no field ${field}, which the card names.`)
}

function searchField(buffer: Buffer, field: string): { start: number; end: number } | undefined {
  const scanner = new ShapeScanner()
  scanner.buffer = buffer
  scanner.isLast = true
  let found: { start: number; end: number } | undefined
  scanner.expect(OPEN_OBJECT)
  if (scanner.peek() === CLOSE_OBJECT) return undefined
  for (;;) {
    const key = scanner.key()
    scanner.expect(COLON)
    scanner.skipBlanks()
    const start = scanner.at
    scanner.value(newShape())
    if (key === field) found = { start, end: scanner.at - 1 }
    if (scanner.peek() !== COMMA) break
    scanner.at++
  }
  scanner.expect(CLOSE_OBJECT)
  return found
}
