/** The paths of a repo, in the order of Python: by code point, not by UTF-16 unit as JavaScript sorts. */
export class FileList {
  readonly paths: readonly string[]

  constructor(paths: readonly string[]) {
    // only surrogates sort differently, and the plain order is much faster for a million paths
    const rare = paths.some((path) => SURROGATE.test(path))
    this.paths = rare ? [...paths].sort(byCodePoint) : [...paths].sort()
  }

  has(path: string): boolean {
    return this.paths[this.firstFrom(path)] === path
  }

  /** The paths that begin with `prefix`, which is '' or ends with /. */
  under(prefix: string): readonly string[] {
    if (prefix === '') return this.paths
    const first = this.firstFrom(prefix)
    const end = lowest(first, this.paths.length, (at) => !this.at(at).startsWith(prefix))
    return this.paths.slice(first, end)
  }

  /** `folder` ends with /. */
  hasFolder(folder: string): boolean {
    return this.at(this.firstFrom(folder)).startsWith(folder)
  }

  private firstFrom(text: string): number {
    return lowest(0, this.paths.length, (at) => byCodePoint(this.at(at), text) >= 0)
  }

  private at(index: number): string {
    return this.paths[index] ?? ''
  }
}

const SURROGATE = /[\ud800-\udfff]/

export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all that fit in one unit. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

/** The lowest index from `low` on for which `holds`, which stays true once it is; `high` if there is none. */
function lowest(low: number, high: number, holds: (index: number) => boolean): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = (from + to) >>> 1
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}
