import { expect, test } from 'vitest'
import { type FileChange, withRenames } from './file-changes.js'

const change = (
  status: FileChange['status'],
  path: string,
  oldOid: string | null,
  newOid: string | null,
) => ({
  status,
  path,
  oldOid,
  newOid,
})

test('a file that moved is one change', () => {
  const changes = [
    change('deleted', 'a.csv', '1', null),
    change('added', 'b.csv', null, '1'),
    change('modified', 'c.csv', '2', '3'),
    change('added', 'd.csv', null, '4'),
    change('deleted', 'e.csv', '5', null),
  ]
  expect(withRenames(changes).map(({ status, path, oldPath }) => [status, oldPath, path])).toEqual([
    ['renamed', 'a.csv', 'b.csv'],
    ['modified', 'c.csv', 'c.csv'],
    ['added', 'd.csv', 'd.csv'],
    ['deleted', 'e.csv', 'e.csv'],
  ])
})

test('of two equal files each is taken once', () => {
  const changes = [
    change('deleted', 'a', '1', null),
    change('added', 'b', null, '1'),
    change('added', 'c', null, '1'),
  ]
  expect(withRenames(changes).map(({ status, path }) => [status, path])).toEqual([
    ['renamed', 'b'],
    ['added', 'c'],
  ])
})
