/** One question of the form for access. */
export interface Question {
  name: string
  kind: 'text' | 'checkbox' | 'date_picker' | 'country' | 'select'
  /** Of a `select`. */
  options?: string[]
}
/** What people are asked, and told, before they may read a gated repo. */
export interface GateForm {
  heading: string | null
  description: string | null
  button: string | null
  /** The terms, as Markdown. */
  terms: string | null
  questions: Question[]
  /** An approval ends after so many days. */
  days: number | null
}
export type Answers = Record<string, string | boolean>

const KINDS = ['text', 'checkbox', 'date_picker', 'country', 'select'] as const
const MOST_QUESTIONS = 50
const MOST_OPTIONS = 500
const LONGEST_TERMS = 100_000
const LONGEST_ANSWER = 4000
const LONGEST_ANSWERS = 64 * 1024
const LONGEST_OPTION = 1000
/** The first two stand beside the answers of a page, and parsers of JSON refuse the other. */
const NO_NAMES = ['terms', 'purpose', '__proto__']
const MOST_DAYS = 36_500

/** The form in a card. What cannot be understood is left out: a card must never open a gate by a mistake in it. */
export function gateForm(card: Record<string, unknown> | null | undefined): GateForm {
  const text = (key: string, most = 1000) => {
    const value = card?.[key]
    return typeof value === 'string' && value.trim() !== '' ? value.slice(0, most) : null
  }
  const days = card?.extra_gated_days
  return {
    heading: text('extra_gated_heading'),
    description: text('extra_gated_description', LONGEST_TERMS),
    button: text('extra_gated_button_content'),
    terms: text('extra_gated_prompt', LONGEST_TERMS),
    questions: questionsOf(card?.extra_gated_fields),
    days: typeof days === 'number' && Number.isInteger(days) && days > 0 && days <= MOST_DAYS ? days : null,
  }
}

function questionsOf(fields: unknown): Question[] {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return []
  return Object.entries(fields)
    .filter(([name]) => !NO_NAMES.includes(name))
    .slice(0, MOST_QUESTIONS)
    .map(([name, field]) => questionOf(name, field))
}

/** A kind that is not known is asked as text: an answer that a reviewer can read beats none. */
function questionOf(name: string, field: unknown): Question {
  const described = typeof field === 'object' && field !== null ? (field as Record<string, unknown>) : {}
  const kind = KINDS.find((each) => each === (described.type ?? field)) ?? 'text'
  if (kind !== 'select') return { name, kind }
  const options = Array.isArray(described.options) ? described.options.slice(0, MOST_OPTIONS) : []
  const texts = options
    .map((each) => (typeof each === 'object' && each !== null ? each.value : each))
    .filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
    .map((value) => String(value).slice(0, LONGEST_OPTION))
  return texts.length > 0 ? { name, kind, options: texts } : { name, kind: 'text' }
}

/** The first thing that is wrong with the answers, in words; undefined: they are complete. */
export function wrongAnswer({ questions }: GateForm, answers: Answers): string | undefined {
  const unknown = Object.keys(answers).find((name) => !questions.some((each) => each.name === name))
  if (unknown !== undefined) return `"${unknown}" is not asked. ${asked(questions)}`
  for (const question of questions) {
    const wrong = wrongWith(
      question,
      Object.hasOwn(answers, question.name) ? answers[question.name] : undefined,
    )
    if (wrong) return `"${question.name}" ${wrong}.`
  }
  const length = JSON.stringify(answers).length
  return length > LONGEST_ANSWERS
    ? `The answers are longer than ${LONGEST_ANSWERS} characters together.`
    : undefined
}

const asked = (questions: Question[]): string =>
  questions.length > 0
    ? `Asked are: ${questions.map(({ name }) => `"${name}"`).join(', ')}.`
    : 'Nothing is asked.'

function wrongWith({ kind, options }: Question, answer: string | boolean | undefined): string | undefined {
  if (kind === 'checkbox')
    return answer === true || answer === 'true' || answer === 'on'
      ? undefined
      : 'must be agreed to: send true'
  if (typeof answer !== 'string' || answer.trim() === '') return 'must be answered with a text'
  if (answer.length > LONGEST_ANSWER) return `is longer than ${LONGEST_ANSWER} characters`
  if (kind === 'date_picker' && !isDate(answer)) return 'must be a date such as 2026-11-22'
  if (kind === 'country' && !/^[A-Z]{2}$/.test(answer))
    return 'must be a country by its two letters of ISO 3166, such as KR'
  if (options && !options.includes(answer)) return `must be one of: ${options.join(', ')}`
  return undefined
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
