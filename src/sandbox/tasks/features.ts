import type { Features } from '../../core/features.js'
import type { Engine } from '../engine.js'
import { featureOf } from '../types.js'

/** The columns of anything that can stand after FROM. */
export async function featuresOf({ connection }: Engine, from: string): Promise<Features> {
  const empty = await connection.run(`select * from ${from} limit 0`)
  return empty.deduplicatedColumnNames().map((name, i) => ({ name, type: featureOf(empty.columnType(i)) }))
}
