import { CORE_SCHEMA, load, YAMLException } from 'js-yaml'

/** A dataset or model card: README.md with YAML front matter between two lines of ---. */
export interface CardCheck {
  data: Record<string, unknown> | undefined
  errors: string[]
  warnings: string[]
}

export const CARD_PATH = 'README.md'
export const MAX_CARD_BYTES = 1024 * 1024
/** Values of a card, each alias counted as what it stands for: aliases of aliases multiply. */
const MOST_VALUES = 100_000

/** Empty lines and comments. */
const NOTHING = /^(?:[ \t]*(?:#.*)?\r?\n)*$/

export function parseCard(readme: string): CardCheck {
  const front = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)/.exec(readme)
  if (!front)
    return { data: undefined, errors: [], warnings: ['empty or missing yaml metadata in repo card'] }
  const yaml = front[1] ?? ''
  if (yaml.length > MAX_CARD_BYTES)
    return { data: undefined, errors: [`the metadata is larger than ${MAX_CARD_BYTES} bytes`], warnings: [] }
  if (NOTHING.test(yaml)) return checkFields(undefined)
  try {
    const value = load(yaml, { schema: CORE_SCHEMA })
    if (countValues(value) > MOST_VALUES)
      return { data: undefined, errors: [`the metadata has more than ${MOST_VALUES} values`], warnings: [] }
    return checkFields(value)
  } catch (error) {
    return { data: undefined, errors: [messageOf(error)], warnings: [] }
  }
}

/** Where a person finds the mistake in README.md, whose first line is the marker. */
function messageOf(error: unknown): string {
  if (!(error instanceof YAMLException)) return error instanceof Error ? error.message : 'not valid YAML'
  return error.mark
    ? `${error.reason} in line ${error.mark.line + 2}, column ${error.mark.column + 1}`
    : error.reason
}

/** Stops soon after MOST_VALUES: a few hundred bytes of aliases can stand for billions of values. */
function countValues(value: unknown): number {
  let count = 0
  const waiting = [value]
  while (waiting.length > 0 && count <= MOST_VALUES) {
    const next = waiting.pop()
    count++
    if (typeof next === 'object' && next !== null) for (const each of Object.values(next)) waiting.push(each)
  }
  return count
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
