/** What a preview shows of a file, by its name. */
export type FileKind =
  | 'archive'
  | 'audio'
  | 'csv'
  | 'gguf'
  | 'image'
  | 'json'
  | 'jsonl'
  | 'markdown'
  | 'parquet'
  | 'pdf'
  | 'safetensors'
  | 'text'
  | 'video'
  | 'unknown'

const ENDINGS: Record<Exclude<FileKind, 'unknown'>, string> = {
  archive: 'zip tar',
  audio: 'wav mp3 flac ogg',
  csv: 'csv tsv',
  gguf: 'gguf',
  // what the hub serves as pictures; SVG is text, since it may hold scripts
  image: 'png jpg jpeg gif webp',
  json: 'json geojson topojson ipynb',
  jsonl: 'jsonl ndjson',
  markdown: 'md markdown',
  parquet: 'parquet',
  pdf: 'pdf',
  safetensors: 'safetensors',
  text: `txt log yaml yml toml ini cfg conf xml html htm svg css tex bib rst py ipy js mjs cjs ts tsx jsx c h cc cpp hpp rs go
    java kt scala rb r jl lua php pl sh bash zsh ps1 sql swift cs m dockerfile makefile cmake proto graphql schema gitattributes
    gitignore env patch diff srt vtt urdf launch msg srv action world sdf license readme`,
  video: 'mp4 webm',
}
const KINDS = new Map(
  Object.entries(ENDINGS).flatMap(([kind, endings]) =>
    endings.split(/\s+/).map((ending): [string, FileKind] => [ending, kind as FileKind]),
  ),
)

/** What follows the last dot, or the whole name. */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  return name.slice(name.lastIndexOf('.') + 1)
}

export const kindOf = (path: string): FileKind => KINDS.get(endingOf(path)) ?? 'unknown'

const SAMPLE = 8192

/** Whether bytes are text, as git guesses: nothing that is in no text, and valid UTF-8 but for a character that is cut. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE)
  if (sample.includes(0)) return false
  const control = sample.reduce(
    (count, byte) => count + (byte < 32 && ![9, 10, 12, 13, 27].includes(byte) ? 1 : 0),
    0,
  )
  return control * 100 <= sample.length
}

/** Encodings of Korean files; a browser knows CP949 as euc-kr. */
export function decodeText(bytes: Uint8Array): string {
  const trimmed = bytes.subarray(0, bytes.length - cutBytes(bytes))
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(trimmed)
  } catch {
    return new TextDecoder('euc-kr').decode(bytes)
  }
}

/** How many bytes at the end belong to a character whose rest is not there. */
function cutBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}
