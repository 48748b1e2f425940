/** How files begin, in hexadecimal; `__` is any byte. For cells that have bytes and no name. */
const BEGINNINGS: [string, string][] = [
  ['png', '89504E470D0A1A0A'],
  ['jpg', 'FFD8FF'],
  ['gif', '47494638'],
  ['webp', '52494646________57454250'],
  ['bmp', '424D'],
  ['tif', '49492A00'],
  ['tif', '4D4D002A'],
  ['wav', '52494646________57415645'],
  ['flac', '664C6143'],
  ['ogg', '4F676753'],
  ['mp3', '494433'],
  ['mp3', 'FFFB'],
  ['mp4', '________66747970'],
  ['webm', '1A45DFA3'],
  ['pdf', '25504446'],
  ['gz', '1F8B'],
]
const LONGEST = 12

/** SQL for the extension that the bytes of an expression ask for; null when they show none. */
export function extensionSql(bytes: string): string {
  const head = `hex(${bytes}[1:${LONGEST}])`
  const cases = BEGINNINGS.map(
    ([extension, pattern]) => `when ${head} like '${pattern}%' then '${extension}'`,
  )
  return `case ${cases.join(' ')} end`
}
