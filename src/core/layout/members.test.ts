import { describe, expect, it } from 'vitest'
import { membersOf, understand } from './layout.js'
import { visibleMembers } from './members.js'

const files = (reader: 'csv' | 'imagefolder' | 'text', names: string[], options = {}) =>
  membersOf({ reader, options }, names)

describe('the members of an archive', () => {
  it('come by name, those of a folder before those of the folders in it', () => {
    const names = ['b/1.csv', 'a/z/1.csv', 'a/2.csv', 'z.csv', 'a/10.csv', 'B.csv']
    expect(visibleMembers(names)).toEqual(['B.csv', 'z.csv', 'a/10.csv', 'a/2.csv', 'a/z/1.csv', 'b/1.csv'])
  })

  it('are passed over when they are hidden', () => {
    expect(visibleMembers(['.a.csv', '__MACOSX/._a.csv', 'x/.git/a.csv', 'x/__a.csv', 'x/a.csv'])).toEqual([
      'x/a.csv',
    ])
  })

  it('are those of the reader', () => {
    expect(files('csv', ['README.md', 'a.csv', 'b.csv.gz', 'c.tsv', 'd.json', 'e.csv.zip']).files).toEqual([
      'a.csv',
      'b.csv.gz',
      'c.tsv',
    ])
    expect(files('text', ['LICENSE', 'a.txt']).files).toEqual(['LICENSE', 'a.txt'])
  })

  it('are taken on trust when no name says what they are', () => {
    expect(files('csv', ['part-0', 'part-1', 'x.json']).files).toEqual(['part-0', 'part-1'])
  })

  it('of media are rows, or metadata', () => {
    const names = ['metadata.csv', 'a/1.JPG', 'a/notes.txt', 'a/metadata.csv']
    expect(files('imagefolder', names)).toEqual({
      files: ['a/1.JPG'],
      metadataFiles: ['metadata.csv', 'a/metadata.csv'],
    })
    expect(files('imagefolder', names, { drop_metadata: true }).metadataFiles).toEqual([])
  })
})

describe('a layout with archives', () => {
  const of = (paths: string[], zips?: Record<string, string[]>) =>
    understand({
      files: paths.map((path) => ({ path, size: 1 })),
      card: undefined,
      ...(zips && { zips: new Map(Object.entries(zips)) }),
    })

  it('is open while one of the splits is', () => {
    const { configs } = of(['train.csv', 'test.zip'])
    expect(configs).toMatchObject([
      { reader: 'zip-unknown', splits: [{ files: ['train.csv'] }, { files: ['test.zip'] }] },
    ])
    expect(of(['train.csv', 'test.zip'], { 'test.zip': ['a.csv'] }).configs).toMatchObject([
      { reader: 'csv' },
    ])
  })

  it('has no labels of hidden folders, and loose files first', () => {
    const zips = { 'a.zip': ['__MACOSX/cat/1.jpg', 'cat/1.jpg', 'dog/2.jpg'] }
    const [config] = of(['a.zip', 'x/b.jpg'], zips).configs
    expect(config?.labels).toEqual(['cat', 'dog', 'x'])
    expect(config?.splits[0]?.files).toEqual(['x/b.jpg', 'a.zip'])
  })
})
