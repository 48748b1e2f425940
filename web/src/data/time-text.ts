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
