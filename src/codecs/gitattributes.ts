import ignore from 'ignore'

/** What a new repo tracks with LFS: common binary formats of data sets and models. */
const BINARY_ENDINGS = [
  ...[
    '7z',
    'arrow',
    'avro',
    'bin',
    'bz2',
    'ckpt',
    'db3',
    'ftz',
    'gguf',
    'gz',
    'h5',
    'hdf5',
    'joblib',
    'lz4',
    'mcap',
  ],
  ...[
    'bag',
    'ulg',
    'mlmodel',
    'model',
    'msgpack',
    'npy',
    'npz',
    'onnx',
    'ot',
    'parquet',
    'pb',
    'pickle',
    'pkl',
  ],
  ...['pt', 'pth', 'rar', 'safetensors', 'tar', 'tflite', 'tgz', 'wasm', 'xz', 'zip', 'zst'],
  ...[
    'wav',
    'flac',
    'mp3',
    'ogg',
    'opus',
    'm4a',
    'jpg',
    'jpeg',
    'png',
    'gif',
    'webp',
    'tiff',
    'bmp',
    'mp4',
    'webm',
    'mkv',
  ],
]
const LFS_ATTRIBUTES = 'filter=lfs diff=lfs merge=lfs -text'
export const DEFAULT_GITATTRIBUTES = `${BINARY_ENDINGS.map((ending) => `*.${ending} ${LFS_ATTRIBUTES}`).join('\n')}\n`

/** Which paths a .gitattributes file gives to LFS. The last line that matches decides. */
export function lfsMatcher(gitattributes: string): (path: string) => boolean {
  const rules = gitattributes.split('\n').flatMap((line) => {
    const [pattern, ...attributes] = splitLine(line)
    if (!pattern || pattern.startsWith('#')) return []
    const lfs = attributes.includes('filter=lfs')
    const unset = attributes.some((attribute) => /^(-filter|!filter|filter=(?!lfs$))/.test(attribute))
    return lfs || unset ? [{ matches: globMatcher(pattern), lfs }] : []
  })
  return (path) => rules.findLast((rule) => rule.matches(path))?.lfs ?? false
}

/** Which paths a .gitignore file leaves out. */
export function ignoreMatcher(gitignore: string): (path: string) => boolean {
  const rules = ignore().add(gitignore)
  return (path) => rules.ignores(path)
}

/** The file with a line more, so that git clients store `path` with LFS. */
export function trackWithLfs(gitattributes: string, path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  const pattern = dot > 0 && /^[\w-]+$/.test(name.slice(dot + 1)) ? `*${name.slice(dot)}` : quotePattern(path)
  const before = gitattributes === '' || gitattributes.endsWith('\n') ? gitattributes : `${gitattributes}\n`
  return `${before}${pattern} ${LFS_ATTRIBUTES}\n`
}

/** git quotes patterns with spaces C style; [[:space:]] is what `git lfs track` writes. */
const quotePattern = (path: string): string =>
  path
    .replace(/[[\]*?\\]/g, '\\$&')
    .replace(/\s/g, '[[:space:]]')
    .replace(/^#/, '\\#')

function splitLine(line: string): string[] {
  return line.trim().split(/\s+/)
}

/** The same globs as .gitignore; unlike git, a pattern that names a folder also means the files in it. */
function globMatcher(pattern: string): (path: string) => boolean {
  // nearly every line is *.ending; a commit asks about thousands of paths
  if (/^\*\.[\w.-]+$/.test(pattern)) return (path) => path.endsWith(pattern.slice(1))
  const glob = pattern.replace(/\[\[:space:\]\]/g, '[ ]')
  const rules = ignore().add(glob.startsWith('!') ? `\\${glob}` : glob)
  return (path) => rules.ignores(path)
}
