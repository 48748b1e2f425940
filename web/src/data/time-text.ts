const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/

/**
 * A date or a time of a table as people of a language write it; undefined for what is neither. The clock stays as it
 * was written: a table that names no zone means none.
 */
export function timeText(value: string, language: string): string | undefined {
  const [, day, minutes = '00:00', seconds = '00', fraction = '', zone] = TIME.exec(value) ?? []
  if (day === undefined) return undefined
  const written = new Date(`${day}T${minutes}:${seconds}Z`)
  if (Number.isNaN(written.getTime())) return undefined
  const parts = `${fraction}00`.slice(0, 3)
  const digits = /[1-9]/.test(parts) ? parts.replace(/0+$/, '').length : 0
  written.setUTCMilliseconds(Number(parts))
  const isMidnight = minutes === '00:00' && seconds === '00' && digits === 0
  const format = new Intl.DateTimeFormat(language, {
    ...DAY,
    ...(!isMidnight && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    ...(!isMidnight && (seconds !== '00' || digits > 0) && { second: '2-digit' }),
    ...(digits > 0 && { fractionalSecondDigits: digits as 1 | 2 | 3 }),
  })
  const text = format.format(written)
  return zone === undefined || isMidnight ? text : `${text} ${zone === 'Z' ? 'UTC' : zone}`
}
const DAY = { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' } as const

const SPAN = /^(?:(\d+) days?, )?(\d+):(\d\d):(\d\d(?:\.\d+)?)$/
const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** A span as the hub writes it, `421 days, 21:34:06.342560`, in one unit and to three digits or the whole. */
export function spanText(span: string, language: string): string | undefined {
  const [, days = '0', hours, minutes, seconds] = SPAN.exec(span) ?? []
  if (hours === undefined) return undefined
  const all = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  const [unit, size] = UNITS.find(([, size]) => all >= size) ?? ['second', 1]
  const count = all / size
  const digits = count >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', ...digits }).format(
    count,
  )
}
