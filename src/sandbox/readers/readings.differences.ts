type Differences = Record<string, { why: string; ours: object }>
const unsupported = { code: 'UnsupportedOption' }
const index = (rows: unknown[][]) => ({ rows })

const csv: Differences = {
  'unsigned 64 bits with gaps': {
    why: 'the library makes empty text of what is missing when the numbers do not fit int64',
    ours: {
      rows: [
        ['18446744073709551615', '1'],
        [null, '2'],
      ],
    },
  },
  'larger than 64 bits': {
    why: 'the library cannot read it; as text nothing is lost',
    ours: {
      rows: [
        ['118446744073709551615', '1'],
        ['1', '2'],
      ],
    },
  },
  'header only': {
    why: 'the library fails on a table without rows; other files may have some',
    ours: { rows: [] },
  },
  'all rows longer': {
    why: 'pandas takes the first column for its index; the library drops an index of even steps, and with it data',
    ours: index([
      ['2', '3', '1'],
      ['5', '6', '4'],
    ]),
  },
  'all rows longer by nothing': {
    why: 'as before',
    ours: index([
      ['2', null, '1'],
      ['5', null, '4'],
    ]),
  },
  'fewer names than columns': {
    why: 'as before',
    ours: index([
      ['x', '5', '1'],
      ['y', '6', '2'],
    ]),
  },
  'separator of two characters': { why: 'pandas takes it for a regular expression', ours: unsupported },
  'separator by pattern': { why: 'regular expressions of a card are not run', ours: unsupported },
  'rows of header': {
    why: 'names of several rows are tuples, which SQL and Parquet do not have',
    ours: unsupported,
  },
  'two files, fractions in the second': {
    why: 'the library fails when a later file is wider; we widen the column',
    ours: {
      rows: [
        [1, 'x'],
        [2, 'y'],
        [2.5, 'z'],
      ],
    },
  },
  'two files, columns in another order': {
    why: 'the library fails; we go by the names',
    ours: {
      rows: [
        ['1', 'x'],
        ['2', 'z'],
      ],
    },
  },
}

const json: Differences = {
  'mixed text that is JSON': {
    why: 'the library makes the number 1 of the text "1" where a column is mixed',
    ours: { rows: [['"1"'], ['2'], ['"[1]"'], [null]] },
  },
  'keys of two cases': {
    why: 'SQL takes both names for one',
    ours: { features: [{ name: 'a' }, { name: 'A_1' }], rows: [['1', '2']] },
  },
  'odd keys': { why: 'SQL has no empty names', ours: { rows: [['1', '2', '3', '4', '5']] } },
  'empty array': { why: 'the library fails on a table without rows', ours: { rows: [] } },
  'two files, more columns in the second': {
    why: 'the library fails when a later file has more; we take all columns',
    ours: {
      rows: [
        ['1', null],
        ['2', '3'],
      ],
    },
  },
}

const media: Differences = {
  'metadata names a file that is not there': {
    why: 'the library fails; here the other rows can be seen, and a note names the file',
    ours: {
      rows: [
        [{ path: '1.png' }, 'x'],
        [null, 'y'],
      ],
    },
  },
  'metadata that leads out': {
    why: 'as before: only files of the split are looked up, so a name cannot lead anywhere',
    ours: { rows: [[null, 'x']] },
  },
  'videos by path': {
    why: 'films stay in the repo: the table has their path, and no bytes',
    ours: {
      rows: [
        [{ bytes: null, path: 'a/1.mp4' }, '0'],
        [{ bytes: null, path: 'b/2.mp4' }, '1'],
      ],
    },
  },
  'images in a zip': {
    why: 'the library fails on its own labels; here the members are named one by one, and an archive is no image',
    ours: { code: 'EmptyFile' },
  },
}

const text: Differences = {
  'empty file': { why: 'the library fails on a table without rows', ours: { rows: [] } },
  mark: { why: 'the library leaves the mark of UTF-8 in the first row', ours: { rows: [['x'], ['y']] } },
}
const webdataset: Differences = {
  'a gap in the first five': {
    why: 'the library fails; a sample without a file has nothing there',
    ours: {
      rows: [
        ['x', '1', '1', '0.tar'],
        ['y', null, '2', '0.tar'],
      ],
    },
  },
}

/** Where we differ from the `datasets` library on purpose: what we give instead, and why. */
export const differences: Record<string, Differences> = { csv, json, media, text, webdataset }
