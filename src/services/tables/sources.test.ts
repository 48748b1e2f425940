import { describe, expect, it } from 'vitest'
import { type DataFile, halvesOf, keyOf, nameOf, sizeOf, sourcesOf } from './sources.js'

const content = { sha256: 'a'.repeat(64), size: 1000 }
const member = (name: string, size = 10): DataFile => ({ path: 'x/a.zip', content, member: { name, size } })
const config = { name: 'default', isDefault: true, reader: 'imagefolder', options: {}, splits: [] } as const
const of = (files: DataFile[], metadataFiles: DataFile[] = []) =>
  sourcesOf({ ...config, splits: [] }, { files, metadataFiles }, undefined)
const many = (count: number, size?: number) =>
  Array.from({ length: count }, (_, i) => member(`${i}.png`, size))

describe('sources of archives', () => {
  it('are bounded, and keep the order', () => {
    const files = many(10_000)
    const sources = of(files)
    expect(sources.flatMap((source) => source.files)).toEqual(files)
    expect(Math.max(...sources.map((source) => source.files.length))).toBeLessThanOrEqual(1000)
    const large = of(many(10, 40 * 1024 * 1024))
    expect(large.map((source) => source.files.length)).toEqual(Array(10).fill(1))
  })

  it('have keys of their members', () => {
    const keys = [member('1.png'), member('2.png'), { path: 'x/a.zip', content }].map((file) =>
      keyOf(of([file])[0]!),
    )
    expect(new Set(keys).size).toBe(3)
    expect(keyOf(of([member('1.png')])[0]!)).toBe(keys[0])
  })

  it('are as large as their members', () => {
    expect(sizeOf(of([member('1.png'), member('2.png')])[0]!)).toBe(20)
  })

  it('have an archive alone that says what is left out', () => {
    const archive = { path: 'a.zip', content }
    expect(of([member('1.png'), archive, member('2.png')]).map(({ files }) => files.length)).toEqual([
      1, 1, 1,
    ])
    const rows = of([member('1.png'), archive], [member('metadata.csv')])
    expect(rows.map(({ files, metadataFiles }) => [...metadataFiles, ...files].map(nameOf))).toEqual([
      ['x/a.zip/metadata.csv', 'x/a.zip/1.png'],
      ['a.zip'],
    ])
  })
})

describe('sources of metadata', () => {
  it('have the files below it', () => {
    const files = [member('a/1.png'), member('b/2.png'), { path: 'b/3.png', content }]
    const sources = of(files, [member('a/metadata.csv'), { path: 'metadata.csv', content }])
    expect(sources.map((source) => source.files.map(nameOf))).toEqual([
      ['x/a.zip/a/1.png'],
      ['x/a.zip/a/1.png', 'x/a.zip/b/2.png', 'b/3.png'],
    ])
  })

  it('are shares of its rows where the files are many', () => {
    const sources = of(many(25_000), [member('metadata.csv')])
    expect(sources.map(({ share }) => share)).toEqual([0, 1, 2].map((index) => ({ index, of: 3 })))
    expect(new Set(sources.map(keyOf)).size).toBe(3)
  })
})

describe('a source that fails', () => {
  it('is halved, unless rows come from metadata', () => {
    const [source] = of([member('1.png'), member('2.png'), member('3.png')])
    expect(halvesOf(source!).map(({ files }) => files.length)).toEqual([2, 1])
    expect(halvesOf({ ...source!, metadataFiles: [member('metadata.csv')] })).toEqual([])
    expect(halvesOf({ ...source!, files: [member('1.png')] })).toEqual([])
  })
})
