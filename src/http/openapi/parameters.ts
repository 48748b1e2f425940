import type { Route } from '../route.js'

const MEANINGS: Record<string, string> = {
  ns: 'The user or organisation that owns it',
  name: 'Its name',
  id: 'Its id',
  num: 'Its number',
  path: 'The rest of the address, with its slashes: a revision, and after it a path',
}

/** What stands in the address, and what may be asked in its query. */
export function parametersOf(route: Route, path: string, query: Record<string, string>): object[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  if (path.endsWith('*')) inPath.push('path')
  const asked: Record<string, string> =
    route.named === 'by-query' ? { dataset: 'The data set, as namespace/name', ...query } : query
  return [
    ...inPath.map((name) => ({
      ...{ name, in: 'path', required: true, schema: { type: 'string' } },
      description: MEANINGS[name] ?? `The ${name}`,
    })),
    ...Object.entries(asked).map(([name, description]) => ({
      ...{ name, in: 'query', required: name === 'dataset', schema: { type: 'string' } },
      description,
    })),
  ]
}
