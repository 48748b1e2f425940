import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api'
import { type Feature, kindOf, type StructFeature } from '../../core/features.js'

/** How a column is described. */
export type Kind =
  | 'int'
  | 'float'
  | 'bool'
  | 'string'
  | 'datetime'
  | 'class_label'
  | 'list'
  | 'image'
  | 'audio'

const WHOLE = /^u?int(8|16|32|64)$/
const FLOAT = /^float(16|32|64)$/

/** Undefined: there are no statistics of such columns, as in the viewer (structs, decimals, dates without time, arrays). */
export function kindOfColumn(feature: Feature, type: DuckDBType): Kind | undefined {
  switch (kindOf(feature)) {
    case 'Value':
      return kindOfValue((feature as { dtype: string }).dtype)
    case 'ClassLabel':
      return 'class_label'
    case 'Image':
      return holdsBytes(type) ? 'image' : undefined
    case 'Audio':
      return holdsBytes(type) ? 'audio' : undefined
    case 'List':
    case 'LargeList':
    case 'Sequence':
      return isList(type) && !holdsArrays(feature) ? 'list' : undefined
    default:
      return undefined
  }
}

function kindOfValue(dtype: string): Kind | undefined {
  if (WHOLE.test(dtype)) return 'int'
  if (FLOAT.test(dtype)) return 'float'
  if (dtype === 'string' || dtype === 'large_string') return 'string'
  if (dtype === 'bool') return 'bool'
  return dtype.startsWith('timestamp') ? 'datetime' : undefined
}

const isList = ({ typeId }: DuckDBType) => typeId === DuckDBTypeId.LIST || typeId === DuckDBTypeId.ARRAY
const holdsBytes = ({ typeId }: DuckDBType) => typeId === DuckDBTypeId.STRUCT || typeId === DuckDBTypeId.BLOB

function holdsArrays(feature: Feature): boolean {
  if (/^Array[2-5]D$/.test(kindOf(feature) ?? '')) return true
  if (kindOf(feature) === undefined) return Object.values(feature as StructFeature).some(holdsArrays)
  const inner = (feature as { feature?: Feature }).feature
  return inner !== undefined && holdsArrays(inner)
}
