/** Left behind by operating systems and editors; nobody means to publish them. */
const JUNK_NAMES =
  /^(\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini|\.Spotlight-V100|\.Trashes|\.fseventsd|~\$.*|\._.*|.*~|.*\.sw[op])$/i
const JUNK_FOLDERS = new Set([
  '__MACOSX',
  '.git',
  '.svn',
  '.hg',
  '.ipynb_checkpoints',
  '__pycache__',
  '.idea',
  '.vscode',
])

/** Whether a path is junk of a system or a tool. */
export function isJunk(path: string): boolean {
  const segments = path.split('/')
  return (
    JUNK_NAMES.test(segments.at(-1) ?? '') || segments.slice(0, -1).some((name) => JUNK_FOLDERS.has(name))
  )
}
