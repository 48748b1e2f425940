/** Types that a browser may show from our origin; everything else is text to read or a file to save. */
const MEDIA: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  mp4: 'video/mp4',
  webm: 'video/webm',
}
const TEXT =
  /\.(txt|md|csv|tsv|json|jsonl|ndjson|ya?ml|toml|py|js|ts|c|h|rs|go|java|sh|sql|ini|cfg|conf|log|tex|bib|gitattributes|gitignore)$/i

/**
 * Headers that keep a stranger's file a file: never HTML or SVG by type, and a sandbox in case a browser
 * thinks otherwise.
 */
export function contentHeaders(path: string, kind: 'file' | 'raw'): Record<string, string> {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  const media = kind === 'file' ? MEDIA[ending] : undefined
  const type =
    media ?? (kind === 'raw' || TEXT.test(name) ? 'text/plain; charset=utf-8' : 'application/octet-stream')
  const ascii = name.replace(/[^\x20-\x7e]|["\\]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return {
    'content-type': type,
    'content-disposition': `inline; filename*=UTF-8''${encoded}; filename="${ascii}";`,
    'content-security-policy': "sandbox; default-src 'none'",
  }
}
