import type { Operation, Parameter } from '../../data/openapi.js'

/** A value of the address and one of the query may have the same name. */
export const keyOf = (each: Pick<Parameter, 'in' | 'name'>): string => `${each.in} ${each.name}`

/** The address with what was filled in. Slashes of the last part stay; empty query values are left out. */
export function addressOf({ path, parameters }: Operation, values: Record<string, string>): string {
  const at = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[keyOf({ in: 'path', name })] ?? ''
    return name === 'path' ? value.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(value)
  })
  const query = new URLSearchParams()
  for (const each of parameters.filter((each) => each.in === 'query')) {
    const value = values[keyOf(each)]
    if (value) query.set(each.name, value)
  }
  return query.size > 0 ? `${at}?${query}` : at
}

/** What must be filled in and is not. */
export const missingOf = ({ parameters }: Operation, values: Record<string, string>): string | undefined =>
  parameters.find((each) => each.required && !values[keyOf(each)])?.name

interface Schema {
  properties?: Record<string, Schema>
  required?: string[]
  type?: string
  enum?: unknown[]
  default?: unknown
  anyOf?: Schema[]
}

/** A body to begin with: the fields that must be there, or all where none must. */
export function exampleOf(schema: Schema): string {
  return JSON.stringify(sampleOf(schema), null, 2)
}
function sampleOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf?.[0]) return sampleOf(schema.anyOf[0])
  if (schema.properties) {
    const names = schema.required?.length ? schema.required : Object.keys(schema.properties)
    return Object.fromEntries(names.map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]))
  }
  if (schema.type === 'number' || schema.type === 'integer') return 0
  if (schema.type === 'boolean') return false
  if (schema.type === 'array') return []
  return schema.type === 'object' ? {} : ''
}
