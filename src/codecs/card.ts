import { parseDocument } from 'yaml'

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

export function parseCard(readme: string): CardCheck {
  const front = /^(?:\uFEFF)?---[ \t]*\r?\n([\s\S]*?)(?:\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(readme)
  if (!front)
    return { data: undefined, errors: [], warnings: ['empty or missing yaml metadata in repo card'] }
  try {
    const document = parseDocument(front[1] ?? '', { prettyErrors: true, uniqueKeys: true })
    const errors = document.errors.map((error) => error.message.split('\n')[0] ?? 'not valid YAML')
    if (errors.length > 0) return { data: undefined, errors, warnings: [] }
    return checkFields(document.toJS({ maxAliasCount: MAX_ALIASES }))
  } catch (error) {
    return {
      data: undefined,
      errors: [error instanceof Error ? error.message : 'not valid YAML'],
      warnings: [],
    }
  }
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
