/** The ways to write a date that the viewer knows, in the order in which it tries them (strptime). */
const TIMES = [' %H:%M:%S%z', ' %H:%M:%S', ' %H:%M', '']
const DAYS = ['%Y-%m-%d', '%d-%m-%Y', '%m-%d-%Y', '%Y/%m/%d', '%d/%m/%Y', '%m/%d/%Y']
const FORMATS = [
  ...['%Y-%m-%dT%H:%M:%S%z', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%S.%f'],
  ...DAYS.flatMap((day) => TIMES.map((time) => day + time)),
  ...['%B %d, %Y', '%d %B %Y', '%m-%Y', '%Y-%m', '%m/%Y', '%Y/%m', '%Y'],
]
const MONTHS = 'january|february|march|april|may|june|july|august|september|october|november|december'
const FIELDS: Record<string, string> = {
  Y: '(?!0000)\\d{4}',
  m: '(?:1[0-2]|0?[1-9])',
  d: '(?:3[01]|[12]\\d|0?[1-9])',
  H: '(?:2[0-3]|[01]?\\d)',
  M: '[0-5]?\\d',
  S: '[0-5]?\\d',
  f: '\\d{1,6}',
  z: '(?:Z|[+-]\\d\\d:?[0-5]\\d)',
  B: `(?:${MONTHS})`,
}
const patternOf = (format: string): RegExp =>
  new RegExp(`^${format.replaceAll('.', '\\.').replace(/%(.)/g, (_, field) => FIELDS[field] ?? '')}$`, 'i')
const PATTERNS = FORMATS.map((format) => ({ format, pattern: patternOf(format) }))

/** The one format in which all these are written. */
export function dateFormatOf(samples: string[]): string | undefined {
  const [first, ...others] = samples.map((text) => PATTERNS.find(({ pattern }) => pattern.test(text))?.format)
  return first && others.every((format) => format === first) ? first : undefined
}

/** Minutes east of UTC of `...+09:00`; undefined for times without zone. */
export function offsetOf(text: string): number | undefined {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(text) ?? []
  return sign ? (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1) : undefined
}

/** `2013-05-18 04:54:11`, with `+0900` where the zone is not UTC. Microseconds since 1970. */
export function dateText(micros: bigint, offsetMinutes = 0): string {
  const seconds = floorDivide(micros, 1_000_000n)
  const local = new Date((Number(seconds) + offsetMinutes * 60) * 1000)
  if (Number.isNaN(local.getTime())) return String(micros)
  const text = local
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '')
  return offsetMinutes === 0 ? text : text + offsetText(offsetMinutes)
}

function offsetText(offsetMinutes: number): string {
  const size = Math.abs(offsetMinutes)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`
}

/** A span as Python writes a `timedelta`: `11 days, 4:57:32.322450`. */
export function spanText(micros: number): string {
  const seconds = Math.floor(micros / 1e6)
  const two = (n: number) => String(n).padStart(2, '0')
  const days = Math.floor(seconds / 86_400)
  const clock = `${Math.floor((seconds % 86_400) / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  const rest = micros % 1e6
  const fraction = rest ? `.${String(rest).padStart(6, '0')}` : ''
  return (days ? `${days} day${days === 1 ? '' : 's'}, ` : '') + clock + fraction
}

export const floorDivide = (a: bigint, b: bigint): bigint => {
  const quotient = a / b
  return a % b < 0n ? quotient - 1n : quotient
}
