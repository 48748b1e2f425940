export const MEBIBYTE = 1024 * 1024
export const GIBIBYTE = 1024 * MEBIBYTE

/** @param {number[]} values @param {number} share 0 to 1; the nearest rank */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** @param {number[]} values */
export const spread = (values) => ({
  min: Math.min(...values),
  median: median(values),
  max: Math.max(...values),
})

/** Three figures that matter, with thousands apart. @param {number} value */
export function short(value) {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits })
}

/** @param {() => Promise<unknown>} work @returns {Promise<number>} seconds */
export async function seconds(work) {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** Decimal megabytes a second, as disks and networks count. */
export const megabytesASecond = (bytes, time) => bytes / 1e6 / time
