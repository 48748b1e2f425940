import type { Features } from '../core/features.js'
import { partName } from '../core/parts.js'
import { fieldOf, safe } from './croissant-field.js'

/** What a Croissant description is made of. */
export interface CroissantDataset {
  name: string
  description: string
  /** Page of the dataset. */
  url: string
  creator: { name: string; url: string; kind: 'Person' | 'Organization' }
  /** Addresses, or names. */
  licences: string[]
  /** BibTeX. */
  citation: string | undefined
  /** ODRL, as JSON-LD with the prefixes `odrl`, `dct` and `xsd`. */
  policy?: Record<string, unknown> | undefined
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

/** Only where it is used: a context that is not the one of the specification draws questions. */
const POLICY_CONTEXT = { odrl: 'http://www.w3.org/ns/odrl/2/', xsd: 'http://www.w3.org/2001/XMLSchema#' }

/** Of all record sets of a table. */
const MOST_FIELDS = 20_000

/** A dataset as Croissant 1.1, which is schema.org JSON-LD as well. Each file is named with its SHA-256. */
export function croissant(dataset: CroissantDataset): Record<string, unknown> {
  const { name, description, url, licences, citation, keywords, languages, creator } = dataset
  return {
    '@context': dataset.policy ? { ...CONTEXT, ...POLICY_CONTEXT } : CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name,
    description,
    url,
    identifier: dataset.commit,
    version: `1.0.0+${dataset.commit.slice(0, 12)}`,
    ...(licences.length > 0 && { license: licences }),
    ...(citation && { citeAs: citation }),
    ...(dataset.policy && { 'odrl:hasPolicy': withoutUid(dataset.policy) }),
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

/** A uid that is the policy's own address leads back to it, and the reference reader follows it without end. */
function withoutUid({ 'odrl:uid': _, ...policy }: Record<string, unknown>): Record<string, unknown> {
  return policy
}

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
  const file = fileId(table, index)
  return {
    '@type': 'cr:RecordSet',
    '@id': id,
    name: id,
    description: `Split ${split} of the config ${config}${part}.`,
    field: features.flatMap(
      ({ name, type }, i) => fieldOf(`${id}/${safe(name, i)}`, type, { file, column: name, path: [] }) ?? [],
    ),
  }
}
