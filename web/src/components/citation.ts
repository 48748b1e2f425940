/** What is known of a repo that a citation needs. */
export interface Cited {
  id: string
  title: string
  publisher: string
  modifiedAt: string
  revision: string | null
  address: string
}
export interface Citation {
  bibtex: string
  plain: string
  /** Its authors wrote it. */
  isTheirs: boolean
}

const ENTRY = /^```\w*[ \t]*\r?\n(@\w+[ \t]*\{[\s\S]*?)\r?\n```[ \t]*$/m

/** How to cite a data set: as its card asks, else made of what is known of it. */
export function citationOf(card: string, field: unknown, cited: Cited): Citation {
  const asked = typeof field === 'string' && field.trim() !== '' ? field : ENTRY.exec(card)?.[1]
  if (asked?.trim().startsWith('@'))
    return { bibtex: asked.trim(), plain: plainOf(asked) || madePlain(cited), isTheirs: true }
  if (asked) return { bibtex: madeBibtex(cited), plain: asked.trim(), isTheirs: true }
  return { bibtex: madeBibtex(cited), plain: madePlain(cited), isTheirs: false }
}

const yearOf = ({ modifiedAt }: Cited) => modifiedAt.slice(0, 4)
const shortOf = ({ revision }: Cited) => revision?.slice(0, 12)

function madeBibtex(cited: Cited): string {
  const [namespace = '', name = ''] = cited.id.split('/')
  const key = `${namespace}_${name}_${yearOf(cited)}`.toLowerCase().replace(/[^a-z0-9_]+/g, '_')
  const fields: [string, string | undefined][] = [
    ['title', `{${escaped(cited.title)}}`],
    ['author', `{${escaped(cited.publisher)}}`],
    ['year', yearOf(cited)],
    ['version', shortOf(cited)],
    ['url', cited.address],
  ]
  const lines = fields.flatMap(([field, value]) => (value ? [`  ${field} = {${value}},`] : []))
  return `@misc{${key},\n${lines.join('\n')}\n}`
}

function madePlain(cited: Cited): string {
  const version = shortOf(cited)
  return `${cited.publisher} (${yearOf(cited)}). ${cited.title}${version ? ` (version ${version})` : ''}. ${cited.address}`
}

/** Signs that mean something in TeX. */
const escaped = (text: string): string => text.replace(/[{}\\]/g, '').replace(/([&%$#_])/g, '\\$1')

/** The first entry in words; empty when it has no title. */
function plainOf(bibtex: string): string {
  const field = (name: string) => {
    const found = new RegExp(
      `\\b${name}\\s*=\\s*(?:\\{((?:[^{}]|\\{[^{}]*\\})*)\\}|"([^"]*)"|(\\w+))`,
      'i',
    ).exec(bibtex)
    return (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').replace(/[{}]/g, '').replace(/\s+/g, ' ').trim()
  }
  const title = field('title')
  if (title === '') return ''
  const authors = field('author')
    .split(/\s+and\s+/)
    .filter((each) => each !== '')
  const where = field('booktitle') || field('journal') || field('publisher')
  const year = field('year')
  const parts = [
    `${authors.join('; ')}${year ? ` (${year})` : ''}`.trim(),
    title,
    where,
    field('doi') || field('url'),
  ]
  return parts.filter((part) => part !== '').join('. ')
}
