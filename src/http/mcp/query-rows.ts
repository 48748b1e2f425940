import type { Readable } from 'node:stream'
import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { identifier } from '../../core/sql-text.js'
import { callerOf } from '../sql-caller.js'
import { DATASET } from './named-repo.js'
import { type ToolCall, tool } from './tool.js'

const MOST_ROWS = 200
const MOST_BYTES = 100_000

const Input = z.object({
  dataset: DATASET.optional(),
  config: z.string().max(300).optional().describe('Leave it out where there is one'),
  split: z.string().max(300).default('train'),
  columns: z.array(z.string().max(300)).max(100).default([]).describe('All when empty'),
  where: z
    .string()
    .max(10_000)
    .optional()
    .describe("A condition in SQL over the columns, as label = 1 and text ilike '%word%'"),
  limit: z.number().int().min(1).max(MOST_ROWS).default(20),
  offset: z.number().int().min(0).default(0),
  sql: z
    .string()
    .max(100_000)
    .optional()
    .describe(
      'In place of all of these: one SELECT in DuckDB\'s SQL over tables named "namespace/name".split',
    ),
})

/** Rows by a condition, or whatever SQL can ask. */
export const queryRows = tool({
  name: 'query_rows',
  title: 'Query rows',
  description: `Rows of a data set with columns and a condition, or one SELECT over several data sets. At most ${MOST_ROWS} rows; count and group in SQL rather than reading all.`,
  input: Input,
  run: async (call, input) => {
    const sql = input.sql ?? sqlOf(input)
    const request = { sql, format: 'json' as const, limit: input.limit }
    const { body } = await call.services.sql.run(callerOf(call as ToolCall), request, call.gone)
    return whole(body)
  },
})

function sqlOf({ dataset, config, split, columns, where, limit, offset }: z.infer<typeof Input>): string {
  if (dataset === undefined) throw new HubError('BadRequest', { why: 'Give "dataset", or "sql".' })
  const table = identifier(config === undefined ? split : `${config}/${split}`)
  // brackets on lines of their own: a comment at the end of the condition must not reach ours
  const filter = where === undefined ? '' : ` where (\n${where}\n)`
  const chosen = columns.map(identifier).join(', ') || '*'
  return `select ${chosen} from ${identifier(dataset)}.${table}${filter} limit ${limit} offset ${offset}`
}

/** The JSON of the answer as it came, so that long numbers stay exact. */
async function whole(body: Readable): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of body) {
    parts.push(part as Buffer)
    bytes += (part as Buffer).length
    if (bytes > MOST_BYTES) {
      body.destroy()
      throw new HubError('SqlTooLarge', {
        why: `The rows are more than ${MOST_BYTES} bytes. Ask for fewer rows, fewer columns, or parts of long texts with left(text, 200).`,
      })
    }
  }
  return Buffer.concat(parts).toString('utf8')
}
