import { type Document, isScalar, parseDocument, visit } from 'yaml'

/** A dataset or model card: README.md with YAML front matter between two lines of ---. */
export interface CardCheck {
  data: Record<string, unknown> | undefined
  errors: string[]
  warnings: string[]
}

export const CARD_PATH = 'README.md'
export const MAX_CARD_BYTES = 1024 * 1024
/** YAML aliases multiply; a card has no use for many. */
const MAX_ALIASES = 50
const MAX_ERRORS = 20
const MAX_DEPTH = 200
/** `- - - -` and `? ? ?` open a level each. */
const COMPACT_NESTING = new RegExp(`(?:[-?:][ \\t]+){${MAX_DEPTH}}`)

export function parseCard(readme: string): CardCheck {
  const front = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)/.exec(readme)
  if (!front)
    return { data: undefined, errors: [], warnings: ['empty or missing yaml metadata in repo card'] }
  const yaml = front[1] ?? ''
  if (yaml.length > MAX_CARD_BYTES)
    return { data: undefined, errors: [`the metadata is larger than ${MAX_CARD_BYTES} bytes`], warnings: [] }
  // the parser takes quadratic time for levels that it does not refuse before the stack is full
  if (COMPACT_NESTING.test(yaml) || bracketDepth(yaml) > MAX_DEPTH)
    return { data: undefined, errors: [`the metadata nests deeper than ${MAX_DEPTH} levels`], warnings: [] }
  try {
    // the parser's own check of keys takes quadratic time
    const document = parseDocument(yaml, { prettyErrors: true, uniqueKeys: false })
    const errors = document.errors.map((error) => error.message.split('\n')[0] ?? 'not valid YAML')
    errors.push(...repeatedKeys(document).map((key) => `the key "${key}" stands twice in one mapping`))
    if (errors.length > 0) return { data: undefined, errors: errors.slice(0, MAX_ERRORS), warnings: [] }
    return checkFields(document.toJS({ maxAliasCount: MAX_ALIASES }))
  } catch (error) {
    return {
      data: undefined,
      errors: [error instanceof Error ? error.message : 'not valid YAML'],
      warnings: [],
    }
  }
}

/** Depth of brackets, whether or not they stand in a text: no card has that many. */
function bracketDepth(yaml: string): number {
  let depth = 0
  let deepest = 0
  for (const [bracket] of yaml.matchAll(/[[\]{}]/g)) {
    if (bracket === '[' || bracket === '{') deepest = Math.max(deepest, ++depth)
    else depth = Math.max(0, depth - 1)
  }
  return deepest
}

function repeatedKeys(document: Document.Parsed): string[] {
  const repeated: string[] = []
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>()
      for (const { key } of map.items) {
        const name = String(isScalar(key) ? key.value : key)
        if (seen.has(name)) repeated.push(name.slice(0, 60))
        seen.add(name)
      }
    },
  })
  return repeated
}

function checkFields(value: unknown): CardCheck {
  if (value === null || value === undefined) return { data: undefined, errors: [], warnings: [] }
  if (typeof value !== 'object' || Array.isArray(value)) {
    return {
      data: undefined,
      errors: ['the metadata must be a YAML mapping of keys to values'],
      warnings: [],
    }
  }
  const data = value as Record<string, unknown>
  const errors: string[] = []
  const warnings: string[] = []
  for (const key of TEXT_OR_LIST) {
    if (data[key] !== undefined && data[key] !== null && !isTextOrList(data[key])) {
      errors.push(`"${key}" must be a string or a list of strings`)
    }
  }
  if (data.license === undefined) warnings.push('"license" is missing: people cannot know what they may do')
  return { data, errors, warnings }
}

const TEXT_OR_LIST = [
  'license',
  'language',
  'tags',
  'task_categories',
  'task_ids',
  'size_categories',
  'multilinguality',
]
const TAG_PREFIX: Record<string, string> = {
  license: 'license:',
  language: 'language:',
  task_categories: 'task_categories:',
  task_ids: 'task_ids:',
  size_categories: 'size_categories:',
  multilinguality: 'multilinguality:',
  language_creators: 'language_creators:',
  annotations_creators: 'annotations_creators:',
  source_datasets: 'source_datasets:',
  datasets: 'dataset:',
  base_model: 'base_model:',
  pipeline_tag: '',
  library_name: '',
  tags: '',
}
const MAX_TAGS = 500

/** The labels that card data gives a repo, such as `language:ko`; listing filters use them. */
export function cardTags(data: Record<string, unknown> | undefined): string[] {
  if (!data) return []
  const tags = Object.entries(TAG_PREFIX).flatMap(([key, prefix]) =>
    textList(data[key]).map((text) => prefix + text),
  )
  return [...new Set(tags)].slice(0, MAX_TAGS)
}

const isText = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value)
const isTextOrList = (value: unknown): boolean =>
  isText(value) || (Array.isArray(value) && value.every(isText))
const textList = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter(isText).map(String)
