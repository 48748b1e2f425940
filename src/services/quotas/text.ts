const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** A size as people read it. */
export function bytesText(count: number): string {
  const power = count < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(count) / 10))
  return `${power === 0 ? count : (count / 1024 ** power).toFixed(1)} ${UNITS[power]}`
}
