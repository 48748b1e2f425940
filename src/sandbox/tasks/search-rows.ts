import type { Block } from '../../codecs/search/search-index.js'
import type { Features } from '../../core/features.js'
import { gramsOf } from '../../core/search-grams.js'
import { wordsOf } from '../../core/search-text.js'
import { blocksWithoutIndex, type IndexFile, openIndex } from '../search/index-file.js'
import { type Candidate, scanBlocks } from '../search/scan.js'
import type { TaskContext } from '../task-context.js'

export interface SearchRowsInput {
  /** The Parquet files of a split in order, and what `index-rows` wrote for each; without it all its rows are read. */
  parts: { path: string; numRows: number; index?: string }[]
  features: Features
  query: string
  offset: number
  length: number
  /** Goes on to the end, to count. */
  count?: boolean
  /** Stops looking after so long; what is found until then is the answer. */
  budgetMs?: number
}
export interface SearchRowsResult {
  /** The page, counted from the start of the split, in the order of the split. */
  row_idx: number[]
  /** Rows that match; when `partial`, those found so far. */
  num_rows_total: number
  /** Not everything was looked at. */
  partial: boolean
  /** Blocks of rows: all, those that may match by the index, those that were read. */
  blocks: { all: number; candidates: number; read: number }
}

/** Blocks read at once: few first, since a page of a common word is full soon. */
const MOST_AT_ONCE = 32

/** Finds the rows that have every word of the query, somewhere in their texts. */
export async function searchRows(context: TaskContext, input: SearchRowsInput): Promise<SearchRowsResult> {
  const indexes = input.parts.map(({ index, numRows }) =>
    index ? openIndex(index) : blocksWithoutIndex(numRows),
  )
  try {
    return await searchIn(context, input, indexes)
  } finally {
    for (const index of indexes) index.close()
  }
}

async function searchIn(
  { engine, progress }: TaskContext,
  input: SearchRowsInput,
  indexes: IndexFile[],
): Promise<SearchRowsResult> {
  const words = wordsOf(input.query)
  const plan = words.length > 0 ? candidates(input, indexes, words) : []
  const all = indexes.reduce((sum, { blocks }) => sum + blocks.length, 0)
  const found = new Page(input.offset, input.length)
  const until = Date.now() + (input.budgetMs ?? Number.POSITIVE_INFINITY)
  let read = 0
  for (let atOnce = 1; read < plan.length; atOnce = Math.min(atOnce * 2, MOST_AT_ONCE)) {
    if ((!input.count && found.isFull) || Date.now() > until) break
    const batch = sameFile(plan.slice(read, read + atOnce))
    for (const row of await scanBlocks(engine, { batch, words, features: input.features })) found.add(row)
    read += batch.length
    progress({ found: found.total, read, candidates: plan.length })
  }
  const partial = read < plan.length
  const blocks = { all, candidates: plan.length, read }
  return { row_idx: found.rows, num_rows_total: found.total, partial, blocks }
}

/** Takes matches in order, keeps those of the page. */
class Page {
  rows: number[] = []
  total = 0
  constructor(
    private readonly offset: number,
    private readonly length: number,
  ) {}
  get isFull(): boolean {
    return this.total >= this.offset + this.length
  }
  add(row: number): void {
    if (this.total >= this.offset && !this.isFull) this.rows.push(row)
    this.total++
  }
}

/** The blocks that may have all words, in order. */
function candidates({ parts }: SearchRowsInput, indexes: IndexFile[], words: string[]): Candidate[] {
  const grams = words.map(gramsOf)
  const isCandidate = (block: Block) => grams.every((ofWord) => block.mayHave(ofWord))
  let base = 0
  return parts.flatMap(({ path, numRows }, i) => {
    const first = base
    base += numRows
    const blocks = indexes[i]?.blocks.filter(isCandidate) ?? []
    return blocks.map((block) => ({ path, base: first, block }))
  })
}

const sameFile = (batch: Candidate[]): Candidate[] => {
  const other = batch.findIndex(({ path }) => path !== batch[0]?.path)
  return other < 0 ? batch : batch.slice(0, other)
}
