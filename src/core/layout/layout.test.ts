import { describe, expect, it } from 'vitest'
import { type Layout, readerOfNames, understand, zipsToOpen } from './layout.js'

type Fields = Record<string, unknown>

function layoutOf(paths: string[], card?: Fields, more: Fields = {}): Layout {
  return understand({ files: paths.map((path) => ({ path, size: 1 })), card, ...more })
}
const one = (data_files: unknown, more: Fields = {}): Fields => ({
  configs: [{ config_name: 'default', data_files, ...more }],
})
const codes = ({ problems }: Layout) => problems.map(({ code, config }) => [code, config])

describe('a card with mistakes', () => {
  it('leaves the other configs as they are', () => {
    const layout = layoutOf(['a.csv', 'b.csv'], {
      configs: [
        { config_name: 'none', data_files: 'none/*' },
        { config_name: 'a', data_files: 'a.csv' },
        { config_name: 'bad', data_files: { train: 'a.csv' } },
        { config_name: 'gone', data_files: 'gone.csv' },
        { config_name: 'glued', data_files: 'x**' },
        { config_name: 'far', data_files: 'https://example.com/a.csv' },
        { config_name: 'zip', data_files: 'zip://x.csv::a.zip' },
        { config_name: 'b', data_files: 'b.csv' },
        'text',
      ],
    })
    expect(layout.configs.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(codes(layout)).toEqual([
      ['BadConfig', 'bad'],
      ['BadConfig', undefined],
      ['NoMatch', 'none'],
      ['NoMatch', 'gone'],
      ['BadPattern', 'glued'],
      ['OutsideRepo', 'far'],
      ['OutsideRepo', 'zip'],
    ])
  })

  it('says how to name the files of a folder', () => {
    expect(layoutOf(['data/a.csv'], one('data')).problems[0]?.message).toContain('data/**')
  })

  it('has at most 3,000 configs', () => {
    const configs = Array.from({ length: 3001 }, (_, at) => ({ config_name: `c${at}`, data_files: 'a.csv' }))
    expect(codes(layoutOf(['a.csv'], { configs }))).toEqual([['TooManyConfigs', undefined]])
    expect(layoutOf(['a.csv'], { configs: configs.slice(1) }).configs).toHaveLength(3000)
  })

  it('tells a config that is there twice, and takes the last', () => {
    const layout = layoutOf(['a.csv', 'b.csv'], {
      configs: [
        { config_name: 'x', data_files: 'a.csv' },
        { config_name: 'x', data_files: 'b.csv' },
      ],
    })
    expect(layout.configs[0]?.splits).toEqual([{ name: 'train', files: ['b.csv'] }])
    expect(codes(layout)).toEqual([['DuplicateConfig', 'x']])
  })

  it('cannot reach into the prototype of objects', () => {
    const configs = [{ config_name: '__proto__', data_files: 'a.csv', constructor: 1, toString: 2 }]
    const [config] = layoutOf(['a.csv'], { configs }).configs
    expect(config?.name).toBe('__proto__')
    expect(config?.options).toEqual({ ignored: ['constructor', 'toString'] })
  })
})

describe('options', () => {
  it('are typed, renamed, kept or ignored', () => {
    const layout = layoutOf(
      ['a.csv'],
      one('a.csv', {
        delimiter: ';',
        header: null,
        encoding: 'euc-kr',
        quoting: 3,
        lines: true,
        version: '1.0',
      }),
    )
    const expected = { sep: ';', header: null, encoding: 'euc-kr', other: { quoting: 3 }, ignored: ['lines'] }
    expect(layout.configs[0]?.options).toEqual(expected)
    expect(codes(layout)).toEqual([['IgnoredOption', 'default']])
  })

  it('of a wrong type are told and not taken', () => {
    const layout = layoutOf(['a.csv'], one('a.csv', { sep: 5, encoding: null }))
    expect(layout.configs[0]?.options).toEqual({})
    expect(codes(layout)).toEqual([['BadOption', 'default']])
  })
})

describe('archives', () => {
  it('have no reader until their names are known', () => {
    const layout = layoutOf(['a.zip', 'b.zip'])
    expect(layout.configs[0]?.reader).toBe('zip-unknown')
    expect(codes(layout)).toEqual([['ZipUnknown', 'default']])
    expect(zipsToOpen(layout.configs[0]!.splits[0]!.files)).toEqual(['a.zip', 'b.zip'])
  })

  it('have the reader of the most frequent extension inside', () => {
    expect(readerOfNames(['a/1.json', 'a/2.csv', 'a/3.csv'])?.reader).toBe('csv')
    expect(readerOfNames(['a/1.bin'])).toBeUndefined()
    expect(
      layoutOf(['a.zip'], undefined, { zips: new Map([['a.zip', ['x.tsv']]]) }).configs[0],
    ).toMatchObject({
      reader: 'csv',
      options: { sep: '\t' },
    })
  })
})

describe('problems that people should know', () => {
  it('files that are there twice', () => {
    const layout = layoutOf(['train/train-1/a.csv'])
    expect(layout.configs[0]?.splits[0]?.files).toHaveLength(2)
    expect(codes(layout)).toEqual([['RepeatedFiles', 'default']])
  })

  it('a config of another format than the first', () => {
    const configs = ['a.csv', 'b.json'].map((data_files) => ({ config_name: data_files, data_files }))
    const layout = layoutOf(['a.csv', 'b.json'], { configs })
    expect(layout.configs.map(({ reader }) => reader)).toEqual(['csv', 'csv'])
    expect(codes(layout)).toEqual([['OtherFormat', 'b.json']])
  })

  it('metadata in one split only', () => {
    const layout = layoutOf(['train/1.jpg', 'train/metadata.csv', 'test/1.jpg'])
    expect(layout.configs[0]?.splits[0]?.metadataFiles).toEqual(['train/metadata.csv'])
    expect(codes(layout)).toEqual([['NoMetadata', 'default']])
  })
})

describe('LeRobot', () => {
  const V2 = ['data/chunk-000/episode_000000.parquet', 'data/chunk-000/episode_000001.parquet']
  const V3 = [
    'data/chunk-000/file-000.parquet',
    'meta/episodes/chunk-000/file-000.parquet',
    'meta/tasks.parquet',
  ]
  const videos = [
    'videos/chunk-000/observation.image/episode_000000.mp4',
    'meta/info.json',
    'meta/stats.json',
  ]

  it('version 2.1 has its tables in JSON lines', () => {
    const tables = ['meta/episodes.jsonl', 'meta/tasks.jsonl', 'meta/episodes_stats.jsonl']
    const { configs } = layoutOf([...V2, ...videos, ...tables], undefined, {
      lerobot: { codebase_version: 'v2.1' },
    })
    expect(configs.map(({ name, reader, isDefault, splits }) => [name, reader, isDefault, splits])).toEqual([
      ['default', 'parquet', true, [{ name: 'train', files: V2 }]],
      ['episodes', 'json', false, [{ name: 'train', files: ['meta/episodes.jsonl'] }]],
      ['tasks', 'json', false, [{ name: 'train', files: ['meta/tasks.jsonl'] }]],
    ])
  })

  it('version 3 has its tables in Parquet', () => {
    const { configs } = layoutOf(
      [...V3, ...videos],
      { license: 'mit' },
      { lerobot: { codebase_version: 'v3.0' } },
    )
    expect(configs.map(({ name, splits }) => [name, splits[0]?.files])).toEqual([
      ['default', [V3[0]]],
      ['episodes', [V3[1]]],
      ['tasks', [V3[2]]],
    ])
  })

  it('with configs in the card is as the card says', () => {
    const { configs } = layoutOf(V3, one('data/*/*.parquet'), { lerobot: { codebase_version: 'v3.0' } })
    expect(configs.map(({ name }) => name)).toEqual(['default'])
  })

  it('without frames is a problem', () => {
    expect(codes(layoutOf(videos, undefined, { lerobot: { codebase_version: 'v3.0' } }))).toEqual([
      ['NoDataFiles', undefined],
    ])
  })
})

describe('200,000 files', () => {
  const paths = Array.from({ length: 200_000 }, (_, at) => `data/train/class-${at % 100}/image-${at}.jpg`)

  it('are understood by their names', () => {
    const [config] = layoutOf(paths).configs
    expect(config?.labels).toHaveLength(100)
    expect(config?.splits[0]?.files).toHaveLength(200_000)
  })

  it('with 3,000 hostile patterns end in a problem', () => {
    const configs = Array.from({ length: 3000 }, (_, at) => ({
      config_name: `c${at}`,
      data_files: `**/*a*a*a*a*a*e*[!x]*${at}b`,
    }))
    const layout = layoutOf(paths, { configs })
    expect(layout.configs).toEqual([])
    expect(layout.problems.filter(({ code }) => code === 'TooMuchWork')).toHaveLength(1)
  })
})
