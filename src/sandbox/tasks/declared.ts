import { type Features, parseFeatures } from '../../core/features.js'
import { literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'
import { modern } from '../readers/arrow/modern.js'
import { featuresOfSchema, parseArrowSchema } from '../readers/arrow/schema.js'

/** What the `datasets` library or pyarrow wrote beside the columns of a Parquet file, if it speaks of these columns. */
export async function declaredFeatures(
  { connection }: Engine,
  path: string,
  found: Features,
): Promise<Features | undefined> {
  const stored = async (key: string) => {
    const read = `select value from parquet_kv_metadata(${literal(path)}) where key = ${literal(key)}::blob`
    return (await connection.runAndReadAll(read)).getRows()[0]?.[0]
  }
  return parseDeclared(await stored('huggingface'), found) ?? parseArrow(await stored('ARROW:schema'), found)
}

/** pyarrow keeps its own schema, which knows lengths of lists and units of time that Parquet does not. */
function parseArrow(kept: unknown, found: Features): Features | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined
  const schema = parseArrowSchema(Buffer.from((kept as { bytes: Uint8Array }).bytes).toString('latin1'))
  const features = schema && featuresOfSchema(schema)
  const isSame = features?.length === found.length && features.every(({ name }, i) => name === found[i]?.name)
  return isSame ? features : undefined
}

function parseDeclared(info: unknown, found: Features): Features | undefined {
  try {
    const text = Buffer.from((info as { bytes: Uint8Array }).bytes).toString('utf8')
    const declared = parseFeatures(JSON.parse(text)?.info?.features)
    if (!declared || declared.length !== found.length) return undefined
    const byName = new Map(declared.map((column) => [column.name, column]))
    const ordered = found.map(({ name }) => byName.get(name))
    return ordered.every((column) => column !== undefined) ? modern(ordered) : undefined
  } catch {
    return undefined
  }
}
