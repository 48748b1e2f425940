import type { Block } from '../../codecs/search/search-index.js'
import type { Features } from '../../core/features.js'
import { foldText } from '../../core/search-text.js'
import { literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'
import { haystackOf } from './haystack.js'

/** A block that may have matches. */
export interface Candidate {
  path: string
  /** The row of the split with which the file begins. */
  base: number
  block: Block
}
interface Scan {
  /** Blocks of one file. */
  batch: Candidate[]
  /** Folded. */
  words: string[]
  features: Features
}

/**
 * The rows of these blocks that have every word, in order. DuckDB decides about the plain rows, in which folding a
 * text is writing A to Z small; odd rows are folded here, which does what SQL cannot.
 */
export async function scanBlocks(engine: Engine, { batch, words, features }: Scan): Promise<number[]> {
  const { path, base } = batch[0] as Candidate
  const haystack = await haystackOf(engine, path, features)
  if (!haystack) return []
  const sql = `
    select r, case when odd then h end from (
      select r, h, ${oddRows(batch)} as odd from (
        select file_row_number as r, ${haystack} as h from read_parquet(${literal(path)}, file_row_number = true)
              where ${batch.map(({ block }) => between(block, 'file_row_number')).join(' or ')}))
    where odd or (${words.map(hasWord).join(' and ')})`
  const rows: number[] = []
  const result = await engine.connection.stream(sql)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) break
    const [numbers, texts] = [chunk.getColumnValues(0), chunk.getColumnValues(1)]
    for (const [i, text] of texts.entries())
      if (text === null || hasAll(foldText(text as string), words)) rows.push(base + Number(numbers[i]))
  }
  return rows.sort((a, b) => a - b)
}

/** In a plain row only A to Z have two cases; a word without them needs no copy of the text. */
const hasWord = (word: string): string =>
  `contains(${/[a-z]/.test(word) ? 'lower(h)' : 'h'}, ${literal(word)})`

const hasAll = (folded: string, words: string[]): boolean => words.every((word) => folded.includes(word))

const between = ({ firstRow, rows }: Block, row = 'r'): string =>
  `${row} between ${firstRow} and ${firstRow + rows - 1}`

/** SQL that says whether a row is odd. */
function oddRows(batch: Candidate[]): string {
  const single: number[] = []
  const whole: string[] = []
  for (const { block } of batch) {
    const odd = block.odd()
    if (odd === 'all') whole.push(between(block))
    else for (const row of odd) single.push(block.firstRow + row)
  }
  if (single.length > 0) whole.push(`r in (${single.join(', ')})`)
  return whole.length > 0 ? `(${whole.join(' or ')})` : 'false'
}
