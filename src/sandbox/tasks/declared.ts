import { type Features, parseFeatures } from '../../core/features.js'
import { type Engine, literal } from '../engine.js'

/** What the `datasets` library wrote beside the columns of a Parquet file, if it speaks of these columns. */
export async function declaredFeatures(
  { connection }: Engine,
  path: string,
  found: Features,
): Promise<Features | undefined> {
  const declared = await connection.runAndReadAll(
    `select value from parquet_kv_metadata(${literal(path)}) where key = 'huggingface'::blob`,
  )
  return parseDeclared(declared.getRows()[0]?.[0], found)
}

function parseDeclared(info: unknown, found: Features): Features | undefined {
  try {
    const text = Buffer.from((info as { bytes: Uint8Array }).bytes).toString('utf8')
    const declared = parseFeatures(JSON.parse(text)?.info?.features)
    if (!declared || declared.length !== found.length) return undefined
    const byName = new Map(declared.map((column) => [column.name, column]))
    const ordered = found.map(({ name }) => byName.get(name))
    return ordered.every((column) => column !== undefined) ? ordered : undefined
  } catch {
    return undefined
  }
}
