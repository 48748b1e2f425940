import { expect, test } from 'vitest'
import { bytesPath, hfPath, isRepoId, placeOf, viewPath } from './repo-address.js'

const repo = { type: 'dataset', id: 'ns/name' } as const

test('an address of a data set or a model names repo, revision and path', () => {
  expect(placeOf('/datasets/ns/name/tree/main/a/b')).toEqual({
    repo,
    view: 'tree',
    revision: 'main',
    path: 'a/b',
  })
  expect(placeOf('/ns/name/blob/v1/x.bin')).toEqual({
    repo: { type: 'model', id: 'ns/name' },
    view: 'blob',
    revision: 'v1',
    path: 'x.bin',
  })
  expect(placeOf('/datasets/ns/name/files/folder')).toMatchObject({
    view: 'tree',
    revision: 'main',
    path: 'folder',
  })
  expect(placeOf('/datasets/ns/name/commits')).toMatchObject({ view: 'commits', revision: 'main' })
  expect(placeOf('/ns/name/commits/feature%2Fx/a/b.csv')).toMatchObject({
    view: 'commits',
    revision: 'feature/x',
    path: 'a/b.csv',
  })
  expect(placeOf('/datasets/ns/name/compare/a..b')).toMatchObject({ view: 'compare', revision: 'a..b' })
})

test('any name comes back as it went in', () => {
  for (const path of ['100%.csv', '%41.txt', '한글 폴더/파일#1.txt', 'a?b=c', 'a b/+&'])
    for (const revision of ['main', 'feature/x', 'refs/convert/parquet', '100%'])
      expect(placeOf(viewPath(repo, 'blob', revision, path))).toEqual({ repo, view: 'blob', revision, path })
})

test('refs may stand open in an address', () => {
  expect(placeOf('/datasets/ns/name/tree/refs/convert/parquet/default')).toMatchObject({
    revision: 'refs/convert/parquet',
    path: 'default',
  })
})

test('other addresses are no places of files', () => {
  for (const path of ['/datasets/ns/name', '/datasets/ns/name/viewer', '/ns/name/constructor', '/'])
    expect(placeOf(path)).toBeUndefined()
})

test('an encoding that is broken stands for itself', () => {
  expect(placeOf('/datasets/ns/name/blob/main/100%.csv')).toMatchObject({ path: '100%.csv' })
})

test('only the name of a repo is one', () => {
  for (const text of ['ns/name', 'a.b/c_d-e']) expect(isRepoId(text)).toBe(true)
  for (const text of [
    'name',
    '/evil.example',
    'a/b/c',
    '../x',
    './x',
    'a/..',
    '../../x',
    'a/b?c',
    'a/b\n',
    '',
  ])
    expect(isRepoId(text)).toBe(false)
})

test('paths that tools take', () => {
  expect(hfPath(repo, 'main', 'a/b.csv')).toBe('hf://datasets/ns/name/a/b.csv')
  expect(hfPath({ type: 'model', id: 'ns/name' }, 'refs/pr/1', 'x')).toBe('hf://ns/name@refs%2Fpr%2F1/x')
  expect(bytesPath(repo, 'a/b', 'c d')).toBe('/datasets/ns/name/resolve/a%2Fb/c%20d')
})
