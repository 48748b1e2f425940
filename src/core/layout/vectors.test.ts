import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { joined } from './find-files.js'
import { type ConfigLayout, understand } from './layout.js'

/** What the Python library answered; see test/vectors/make-layouts.py. */
interface Vector {
  name: string
  files: string[]
  card: Record<string, unknown> | null
  zips: Record<string, string[]>
  library: { error: string } | (LibraryConfig | { name: string; error: string })[]
}
interface LibraryConfig {
  name: string
  isDefault: boolean
  reader: string
  options: Record<string, unknown>
  features: string[]
  labels?: string[] | null
  splits: { name: string; files: string[]; metadataFiles?: string[] }[]
}

/** Where we mean to answer otherwise: why, and the configs that we have. */
const DIFFERENCES: Record<string, { why: string; configs: string[] }> = {
  // a mistake in one config is a problem of that config, and the others can be read
  'two defaults': { why: 'the first one is the default', configs: ['en', 'default'] },
  'data_dir that is not there': { why: 'the other config can be read', configs: ['en'] },
  'a pattern without a match first': { why: 'the other config can be read', configs: ['en'] },
  'a pattern without a match': { why: 'the library has an empty split that fails later', configs: ['en'] },
  'data_dir and data_files first': {
    why: 'the library looks in the root when it chooses the reader, and only there fails',
    configs: ['ko'],
  },
  'pattern x/../a.csv': { why: 'local folders have a way up; paths in a repo do not', configs: [] },
}

const url = new URL('../../../test/vectors/layouts.json', import.meta.url)
const { layouts } = JSON.parse(readFileSync(url, 'utf8')) as { layouts: Vector[] }

function answer(vector: Vector) {
  return understand({
    files: vector.files.map((path) => ({ path, size: 0 })),
    card: vector.card ?? undefined,
    zips: new Map(Object.entries(vector.zips)),
  })
}

/** The library keeps both names of an option, and . in paths; it does not tell options that are the default. */
function normal(config: LibraryConfig) {
  const { delimiter: _, column_names: __, ...options } = config.options
  return {
    name: config.name,
    isDefault: config.isDefault,
    reader: config.reader,
    options,
    features: config.features,
    labels: config.labels ?? undefined,
    splits: config.splits.map((split) => ({
      name: split.name,
      files: split.files.map((path) => joined('', path)),
      metadataFiles: split.metadataFiles ?? [],
    })),
  }
}

function ours(config: ConfigLayout) {
  const { other, ignored: _, ...options } = config.options
  if (options.sep === ',') delete options.sep
  const features = config.features as { name: string }[] | undefined
  return {
    name: config.name,
    isDefault: config.isDefault,
    reader: config.reader,
    options: { ...options, ...other },
    features: features?.map(({ name }) => name) ?? [],
    labels: config.labels,
    splits: config.splits.map(({ name, files, metadataFiles }) => ({
      name,
      files,
      metadataFiles: metadataFiles ?? [],
    })),
  }
}

describe('layouts as the Python library sees them', () => {
  it('has all the vectors', () => {
    expect(layouts.length).toBeGreaterThan(150)
    const names = layouts.map(({ name }) => name)
    for (const name of Object.keys(DIFFERENCES)) expect(names).toContain(name)
  })

  it.each(layouts.filter(({ name }) => !(name in DIFFERENCES)))('$name', (vector) => {
    const { configs, problems } = answer(vector)
    const library = Array.isArray(vector.library) ? vector.library : []
    const good = library.filter((each) => !('error' in each)) as LibraryConfig[]
    expect(configs.map(ours)).toEqual(good.map(normal))
    for (const each of library)
      if ('error' in each)
        expect(problems.some(({ config }) => config === undefined || config === each.name)).toBe(true)
    if (!Array.isArray(vector.library)) expect(problems).not.toEqual([])
  })

  it.each(Object.entries(DIFFERENCES))('%s, on purpose not', (name, difference) => {
    const vector = layouts.find((each) => each.name === name)!
    const { configs, problems } = answer(vector)
    expect(configs.map((config) => config.name)).toEqual(difference.configs)
    expect(problems).not.toEqual([])
  })
})
