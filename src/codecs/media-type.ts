/** First bytes of pictures, sounds and films that browsers show; anything else is bytes. */
const MAGIC: [string, (bytes: Buffer) => boolean][] = [
  ['image/png', (b) => b.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))],
  ['image/jpeg', (b) => b.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))],
  ['image/gif', (b) => /^GIF8[79]a/.test(b.toString('latin1', 0, 6))],
  ['image/webp', (b) => isRiff(b, 'WEBP')],
  ['audio/wav', (b) => isRiff(b, 'WAVE')],
  ['image/bmp', (b) => b.toString('latin1', 0, 2) === 'BM'],
  ['image/tiff', (b) => ['II*\0', 'MM\0*'].includes(b.toString('latin1', 0, 4))],
  ['audio/flac', (b) => b.toString('latin1', 0, 4) === 'fLaC'],
  ['audio/ogg', (b) => b.toString('latin1', 0, 4) === 'OggS'],
  [
    'audio/mpeg',
    (b) => b.toString('latin1', 0, 3) === 'ID3' || (b[0] === 0xff && ((b[1] ?? 0) & 0xe6) === 0xe2),
  ],
  ['video/mp4', (b) => b.toString('latin1', 4, 8) === 'ftyp'],
  ['video/webm', (b) => b.subarray(0, 4).equals(Buffer.from('1a45dfa3', 'hex'))],
]
const isRiff = (bytes: Buffer, kind: string): boolean =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === kind

/** The media type that the bytes themselves show. Never one that can hold scripts, such as SVG or HTML. */
export const mediaTypeOf = (bytes: Buffer): string =>
  MAGIC.find(([, fits]) => fits(bytes))?.[0] ?? 'application/octet-stream'
