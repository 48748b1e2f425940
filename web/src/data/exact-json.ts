/** What a browser tells a reviver beside the value; older ones do not, and then long numbers are rounded. */
interface Context {
  source?: string
}
type Reviver = (key: string, value: unknown, context?: Context) => unknown

/** JSON in which long whole numbers become bigint, and long decimals stay the text that was sent. */
export const exactJson = (text: string): unknown => JSON.parse(text, exact as (key: string) => unknown)

const exact: Reviver = (_key, value, context) => {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined) return value
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source)
  // what a double holds is shown as it is; of more digits than that it would show others
  return /e/i.test(source) ||
    source.replace(/\D/g, '').length <= 15 ||
    (Number(source) === value && String(value) === source)
    ? value
    : source
}
