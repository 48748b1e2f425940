import { expect, it } from 'vitest'
import { isConfigName, isSplitName } from './names.js'

it.each(['train', 'train_1', 'a.b.c', '훈련', 'テスト', '_', '2024'])('%s is a split name', (name) => {
  expect(isSplitName(name)).toBe(true)
})

it.each(['', 'a-b', 'a b', '.a', 'a.', 'a..b', 'a/b', 'a\n', 'हिंदी', 'a'.repeat(300)])(
  '%j is no split name',
  (name) => expect(isSplitName(name)).toBe(false),
)

it('a config name is anything that can be a folder name on Windows', () => {
  expect(isConfigName('한국어 v1.0-beta')).toBe(true)
  for (const name of ['', 'a/b', 'a\\b', 'a:b', 'a?', 'a*', '<a>', 'a|b'])
    expect(isConfigName(name)).toBe(false)
})
