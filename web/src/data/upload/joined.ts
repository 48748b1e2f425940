import type { UploadFile } from './upload.js'

/** Files chosen one choice after the other, a path once: what was chosen later takes its place. */
export function withoutDoubles(files: UploadFile[]): UploadFile[] {
  return [...new Map(files.map((each) => [each.path, each])).values()]
}

/**
 * What a new data set holds after another choice. One folder that holds everything is the data set itself, so its name is
 * no part of the paths; as soon as there is a second folder, both keep theirs, or `train/1.jpg` and `test/1.jpg` would be one.
 */
export function joined(before: UploadFile[], chosen: UploadFile[]): UploadFile[] {
  const there = new Set(before.map(({ path }) => path))
  const isBeside = chosen.every(({ path }) => !path.includes('/') && !there.has(path))
  if (before.length > 0 && isBeside) return [...before, ...chosen]
  return withoutTop(withoutDoubles([...before.map(withTop), ...chosen]))
}

function withTop({ path, file, top }: UploadFile): UploadFile {
  return { path: top === undefined ? path : `${top}/${path}`, file }
}

function withoutTop(files: UploadFile[]): UploadFile[] {
  const tops = new Set(files.map(({ path }) => (path.includes('/') ? path.split('/')[0] : '')))
  const [top] = tops
  if (tops.size !== 1 || !top) return files
  return files.map(({ path, file }) => ({ path: path.slice(top.length + 1), file, top }))
}
