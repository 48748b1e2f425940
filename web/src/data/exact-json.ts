/** What a browser tells a reviver beside the value; older ones do not, and then long numbers are rounded. */
interface Context {
  source?: string
}
type Reviver = (key: string, value: unknown, context?: Context) => unknown

/**
 * JSON in which long whole numbers become bigint, and long decimals stay the text that was sent, or what `decimal` makes
 * of it.
 */
export const exactJson = (text: string, decimal: (source: string) => unknown = (source) => source): unknown =>
  JSON.parse(text, ((_key, value, context) => exact(value, context?.source, decimal)) as Reviver as (
    key: string,
  ) => unknown)

/** A value of JSON, by what was written for it. */
export function exact(
  value: unknown,
  source: string | undefined,
  decimal: (source: string) => unknown,
): unknown {
  if (typeof value !== 'number' || source === undefined) return value
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source)
  // what a double holds is shown as it is; of more digits than that it would show others
  return /e/i.test(source) ||
    source.replace(/\D/g, '').length <= 15 ||
    (Number(source) === value && String(value) === source)
    ? value
    : decimal(source)
}

/** A number as it was written, where it must not be taken for a text. */
export class Written {
  constructor(readonly digits: string) {}
}
export const asWritten = (source: string): Written => new Written(source)

/** A value as JSON with every digit of its numbers; where a browser cannot write them so, they are texts. */
export const jsonText = (value: unknown, indent?: number): string => JSON.stringify(value, raw, indent)

const raw = (_key: string, value: unknown): unknown => {
  const digits =
    typeof value === 'bigint' ? String(value) : value instanceof Written ? value.digits : undefined
  if (digits === undefined) return value
  const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown }
  return rawJSON ? rawJSON(digits) : digits
}
