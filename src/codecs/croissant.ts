import { type Feature, type Features, kindOf, type StructFeature } from '../core/features.js'
import { partName } from '../core/parts.js'

/** What a Croissant description is made of. */
export interface CroissantDataset {
  name: string
  description: string
  /** Page of the dataset. */
  url: string
  creator: { name: string; url: string; kind: 'Person' | 'Organization' }
  license: string | undefined
  keywords: string[]
  languages: string[]
  /** Commit that it speaks of. */
  commit: string
  createdAt: Date
  modifiedAt: Date
  tables: CroissantTable[]
}
export interface CroissantTable {
  config: string
  split: string
  features: Features
  files: { url: string; sha256: string; size: number }[]
}

/** https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html, "Appendix 1: JSON-LD context". */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  ...names('arrayShape', 'citeAs', 'column', 'containedIn'),
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  description: { '@container': '@language' },
  examples: { '@id': 'cr:examples', '@type': '@json' },
  name: { '@container': '@language' },
  ...names('equivalentProperty', 'extract', 'field', 'fileProperty', 'fileObject', 'fileSet', 'format'),
  ...names('includes', 'isArray', 'isLiveDataset', 'jsonPath', 'key', 'md5', 'parentField', 'path'),
  ...names('recordSet', 'references', 'regex', 'repeated', 'replace', 'samplingRate', 'separator'),
  ...names('source', 'subField', 'transform'),
  sc: 'https://schema.org/',
}
function names(...terms: string[]): Record<string, string> {
  return Object.fromEntries(terms.map((term) => [term, `cr:${term}`]))
}

/** Of all record sets of a table. */
const MOST_FIELDS = 20_000

/** A dataset as Croissant 1.1, which is schema.org JSON-LD as well. Each file is named with its SHA-256. */
export function croissant(dataset: CroissantDataset): Record<string, unknown> {
  const { name, description, url, license, keywords, languages, creator } = dataset
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name,
    description,
    url,
    identifier: dataset.commit,
    version: `1.0.0+${dataset.commit.slice(0, 12)}`,
    ...(license && { license }),
    ...(keywords.length > 0 && { keywords }),
    ...(languages.length > 0 && { inLanguage: languages }),
    creator: { '@type': creator.kind, name: creator.name, url: creator.url },
    dateCreated: dataset.createdAt.toISOString(),
    datePublished: dataset.createdAt.toISOString(),
    dateModified: dataset.modifiedAt.toISOString(),
    distribution: dataset.tables.flatMap(distribution),
    recordSet: dataset.tables.flatMap(recordSets),
  }
}

/** An @id must not hold blanks; names may. `index` keeps apart what became equal. */
const safe = (name: string, index: number): string =>
  /^[\p{L}\p{N}_.-]+$/u.test(name) ? name : `${name.replace(/[^\p{L}\p{N}_.-]+/gu, '_')}~${index}`

const idOf = ({ config, split }: CroissantTable): string => `${safe(config, 0)}/${split}`
const fileId = (table: CroissantTable, index: number): string => `${idOf(table)}/${partName(index)}`

const distribution = (table: CroissantTable): object[] =>
  table.files.map(({ url, sha256, size }, i) => ({
    '@type': 'cr:FileObject',
    '@id': fileId(table, i),
    name: fileId(table, i),
    contentUrl: url,
    contentSize: `${size} B`,
    encodingFormat: 'application/x-parquet',
    sha256,
  }))

/**
 * One for each file: the reference reader knows sets of files only inside archives and repositories of a few hosts. Of
 * tables of very many files and columns the first ones are described.
 */
function recordSets(table: CroissantTable): object[] {
  const most = Math.max(1, Math.floor(MOST_FIELDS / Math.max(1, table.features.length)))
  return table.files.slice(0, most).map((_, i) => recordSet(table, i))
}

function recordSet(table: CroissantTable, index: number): object {
  const { config, split, files, features } = table
  const id = files.length === 1 ? idOf(table) : `${idOf(table)}/${String(index).padStart(4, '0')}`
  const part = files.length === 1 ? '' : `, part ${index + 1} of ${files.length}`
  const source = { fileObject: { '@id': fileId(table, index) } }
  return {
    '@type': 'cr:RecordSet',
    '@id': id,
    name: id,
    description: `Split ${split} of the config ${config}${part}.`,
    field: features.map(({ name, type }, i) => fieldOf(`${id}/${safe(name, i)}`, name, type, source)),
  }
}

function fieldOf(id: string, column: string, type: Feature, source: object): object {
  const { inner, isArray, shape } = unwrap(type)
  const isMedia = ['Image', 'Audio', 'Video'].includes(kindOf(inner) ?? '')
  return {
    '@type': 'cr:Field',
    '@id': id,
    name: id,
    ...(isArray && { isArray, arrayShape: shape }),
    ...typeOf(inner),
    source: { ...source, extract: { column }, ...(isMedia && { transform: { jsonPath: 'bytes' } }) },
    ...(kindOf(inner) === undefined && { subField: subFields(id, column, inner as StructFeature, source) }),
  }
}

const subFields = (id: string, column: string, type: StructFeature, source: object): object[] =>
  Object.entries(type).map(([name, feature], i) => {
    const field = fieldOf(`${id}/${safe(name, i)}`, column, feature, source) as { source: object }
    return { ...field, source: { ...field.source, transform: { jsonPath: name } } }
  })

/** What lists hold, and how many lists there are around it. */
function unwrap(type: Feature): { inner: Feature; isArray: boolean; shape: string } {
  const dimensions: string[] = []
  let inner = type
  while (['List', 'LargeList', 'Sequence'].includes(kindOf(inner) ?? '')) {
    const { feature, length } = inner as { feature: Feature; length?: number }
    dimensions.push(String(length === undefined || length < 0 ? -1 : length))
    inner = feature
  }
  return { inner, isArray: dimensions.length > 0, shape: dimensions.join(',') }
}

const MEDIA: Record<string, string> = {
  Image: 'sc:ImageObject',
  Audio: 'sc:AudioObject',
  Video: 'sc:VideoObject',
  ClassLabel: 'cr:Int64',
}

function typeOf(type: Feature): { dataType?: string } {
  const kind = kindOf(type)
  if (kind === undefined) return {}
  if (kind !== 'Value') return { dataType: MEDIA[kind] ?? 'sc:Text' }
  return { dataType: dataType((type as { dtype: string }).dtype) }
}

function dataType(dtype: string): string {
  const number = /^(u?)(int|float)(8|16|32|64)$/.exec(dtype)
  if (number) return `cr:${number[1] ? 'UInt' : number[2] === 'int' ? 'Int' : 'Float'}${number[3]}`
  if (dtype === 'bool') return 'sc:Boolean'
  if (dtype.startsWith('decimal')) return 'sc:Float'
  if (dtype.startsWith('date')) return 'sc:Date'
  if (dtype.startsWith('timestamp')) return 'sc:DateTime'
  if (dtype.startsWith('time')) return 'sc:Time'
  return 'sc:Text'
}
