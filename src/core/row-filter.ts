import { type Feature, type Features, kindOf, type StructFeature } from './features.js'
import { identifier, literal } from './sql-text.js'

/**
 * The conditions of `/filter`, as the dataset viewer takes them: columns in double quotes, texts in single quotes,
 * comparisons, IN, LIKE, BETWEEN, IS NULL, AND, OR, NOT, parentheses. A name of letters, digits and _ needs no quotes,
 * unless it is NOT. A condition is read into a tree and written anew as SQL, so that nothing but what is named here can
 * ever be in it.
 */
export type Condition =
  | { kind: 'and' | 'or'; of: Condition[] }
  | { kind: 'not'; of: Condition }
  | { kind: 'compare'; column: Column; operator: string; value: Literal }
  | { kind: 'in'; column: Column; values: Literal[] }
  | { kind: 'between'; column: Column; low: Literal; high: Literal }
  | { kind: 'is'; column: Column; what: 'null' | 'true' | 'false' }
/** A column, or a field of a struct in it, and perhaps a function of it. */
export interface Column {
  path: string[]
  apply?: string
}
/** As it is written in SQL. */
export type Literal = { sql: string }
export interface Order {
  column: Column
  descending: boolean
}

/** The words are for the person who wrote the condition. */
export class InvalidFilter extends Error {
  override name = 'InvalidFilter'
  readonly code = 'InvalidFilter'
}

const MOST_CHARACTERS = 10_000
const DEEPEST = 50
const FUNCTIONS = ['abs', 'day', 'hour', 'length', 'len', 'lower', 'month', 'round', 'trim', 'upper', 'year']
const COMPARISONS: Record<string, string> = {
  '=': '=',
  '==': '=',
  '!=': '<>',
  '<>': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  LIKE: 'like',
  ILIKE: 'ilike',
  GLOB: 'glob',
}

type Token = { kind: 'column' | 'text' | 'number' | 'word' | 'sign' | 'end'; text: string; at: number }

const TOKEN =
  /\s*(?:("(?:[^"]|"")+")|('(?:[^']|'')*')|(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])|([\p{L}_][\p{L}\p{M}\p{N}_]*)|(==|!=|<>|<=|>=|[=<>(),.]))/uy
const KINDS = ['column', 'text', 'number', 'word', 'sign'] as const

function tokensOf(text: string): Token[] {
  if (text.length > MOST_CHARACTERS)
    throw new InvalidFilter(`It is longer than ${MOST_CHARACTERS} characters.`)
  const tokens: Token[] = []
  const pattern = new RegExp(TOKEN)
  const end = text.trimEnd().length
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex
    const found = pattern.exec(text)
    if (!found)
      throw new InvalidFilter(`Not understood from character ${at + 1}: ${text.slice(at, at + 30).trim()}`)
    const group = KINDS.findIndex((_, i) => found[i + 1] !== undefined)
    tokens.push({ kind: KINDS[group] as Token['kind'], text: found[group + 1] as string, at })
  }
  return [...tokens, { kind: 'end', text: 'the end', at: end }]
}

/** Throws InvalidFilter. */
export function parseCondition(text: string, features: Features): Condition {
  const reader = new Reader(tokensOf(text), features)
  const condition = reader.either()
  reader.expectEnd()
  return condition
}

/** `"column" [ASC | DESC]`. Throws InvalidFilter. */
export function parseOrder(text: string, features: Features): Order {
  const reader = new Reader(tokensOf(text), features)
  const column = reader.column()
  const descending = reader.take('DESC')
  if (!descending) reader.take('ASC')
  reader.expectEnd()
  return { column, descending }
}

class Reader {
  private at = 0
  private depth = 0
  constructor(
    private readonly tokens: Token[],
    private readonly features: Features,
  ) {}

  either(): Condition {
    if (++this.depth > DEEPEST) throw new InvalidFilter('The parentheses are nested too deep.')
    const of = [this.every()]
    while (this.take('OR')) of.push(this.every())
    this.depth--
    return of.length === 1 ? (of[0] as Condition) : { kind: 'or', of }
  }

  column(): Column {
    const path = [this.name()]
    let apply: string | undefined
    while (this.take('.')) {
      if (this.isCall()) apply = this.function()
      else path.push(this.name())
      if (apply) break
    }
    checkColumn(path, this.features)
    return apply ? { path, apply } : { path }
  }

  /** Words are taken in any case. */
  take(text: string): boolean {
    const { kind, text: found } = this.peek()
    const isIt = (kind === 'word' || kind === 'sign') && found.toUpperCase() === text
    if (isIt) this.at++
    return isIt
  }
  expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.surprise('AND, OR or the end')
  }

  private every(): Condition {
    const of = [this.single()]
    while (this.take('AND')) of.push(this.single())
    return of.length === 1 ? (of[0] as Condition) : { kind: 'and', of }
  }

  private single(): Condition {
    let negations = 0
    while (this.take('NOT')) negations++
    const condition = this.isGroup() ? this.group() : this.comparison()
    return negations % 2 === 1 ? { kind: 'not', of: condition } : condition
  }

  /** `("a") > 1` is no group: the parentheses are around a column. */
  private isGroup(): boolean {
    const [first, second, third] = [0, 1, 2].map((i) => this.tokens[this.at + i])
    return first?.text === '(' && !(second && isName(second) && third?.text === ')')
  }
  private group(): Condition {
    this.expect('(')
    const condition = this.either()
    this.expect(')')
    return condition
  }

  private comparison(): Condition {
    const column = this.wrappedColumn()
    if (this.take('IS')) return this.is(column)
    const isNegated = this.take('NOT')
    const condition = this.test(column)
    return isNegated ? { kind: 'not', of: condition } : condition
  }
  private wrappedColumn(): Column {
    if (!this.take('(')) return this.column()
    const column = this.column()
    this.expect(')')
    return column
  }

  private is(column: Column): Condition {
    const isNegated = this.take('NOT')
    const what = (['null', 'true', 'false'] as const).find((word) => this.take(word.toUpperCase()))
    if (!what) throw this.surprise('NULL, TRUE or FALSE')
    const condition: Condition = { kind: 'is', column, what }
    return isNegated ? { kind: 'not', of: condition } : condition
  }

  private test(column: Column): Condition {
    if (this.take('IN')) return { kind: 'in', column, values: this.list() }
    if (this.take('BETWEEN')) {
      const low = this.literal()
      this.expect('AND')
      return { kind: 'between', column, low, high: this.literal() }
    }
    const operator = Object.keys(COMPARISONS).find((sign) => this.take(sign))
    if (!operator)
      throw this.surprise('a comparison (=, !=, <, <=, >, >=, LIKE, ILIKE, GLOB, IN, BETWEEN, IS)')
    return { kind: 'compare', column, operator: COMPARISONS[operator] as string, value: this.literal() }
  }

  private list(): Literal[] {
    this.expect('(')
    const values = [this.literal()]
    while (this.take(',')) values.push(this.literal())
    this.expect(')')
    return values
  }

  private literal(): Literal {
    const { kind, text } = this.peek()
    const isWord = kind === 'word' && /^(true|false|null)$/i.test(text)
    if (kind !== 'text' && kind !== 'number' && !isWord)
      throw this.surprise("a number, a text in 'single quotes', true, false or null")
    this.at++
    return { sql: isWord ? text.toLowerCase() : text }
  }

  private name(): string {
    const token = this.peek()
    if (!isName(token)) throw this.surprise('the name of a column')
    this.at++
    return token.kind === 'word' ? token.text : token.text.slice(1, -1).replaceAll('""', '"')
  }

  /** Behind a full stop a word is a field, unless parentheses follow. */
  private isCall(): boolean {
    return this.peek().kind === 'word' && this.tokens[this.at + 1]?.text === '('
  }
  private function(): string {
    const name = this.peek().text.toLowerCase()
    if (!FUNCTIONS.includes(name)) throw this.surprise(`one of the functions ${FUNCTIONS.join(', ')}`)
    this.at++
    this.expect('(')
    this.expect(')')
    return name
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.surprise(text)
  }
  private peek(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token
  }
  private surprise(wanted: string): InvalidFilter {
    const { text, at } = this.peek()
    return new InvalidFilter(`Expected ${wanted} at character ${at + 1}, found ${text.slice(0, 40)}.`)
  }
}

/** A word that names no column is told as such: it may be one that wants quotes. */
const isName = ({ kind }: Token): boolean => kind === 'column' || kind === 'word'

function checkColumn([name, ...fields]: string[], features: Features): void {
  const column = features.find((column) => column.name === name)
  if (!column) {
    const names = features.map(({ name }) => `"${name}"`).join(', ')
    throw new InvalidFilter(`There is no column "${name}". The columns are ${names}.`.slice(0, 2000))
  }
  let type: Feature = column.type
  for (const field of fields) {
    const inner: Feature | undefined =
      kindOf(type) === undefined ? ownField(type as StructFeature, field) : undefined
    if (!inner) throw new InvalidFilter(`There is no field "${field}" in the column "${name}".`)
    type = inner
  }
}
const ownField = (struct: StructFeature, field: string): Feature | undefined =>
  Object.hasOwn(struct, field) ? struct[field] : undefined

export function columnSql({ path: [name = '', ...fields], apply }: Column): string {
  const value = fields.reduce(
    (inner, field) => `struct_extract(${inner}, ${literal(field)})`,
    identifier(name),
  )
  return apply ? `${apply}(${value})` : value
}

export function conditionSql(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.of.map(conditionSql).join(` ${condition.kind} `)})`
    case 'not':
      return `(not ${conditionSql(condition.of)})`
    case 'compare':
      return `(${columnSql(condition.column)} ${condition.operator} ${condition.value.sql})`
    case 'in':
      return `(${columnSql(condition.column)} in (${condition.values.map(({ sql }) => sql).join(', ')}))`
    case 'between':
      return `(${columnSql(condition.column)} between ${condition.low.sql} and ${condition.high.sql})`
    case 'is':
      return `(${columnSql(condition.column)} is ${condition.what})`
  }
}
