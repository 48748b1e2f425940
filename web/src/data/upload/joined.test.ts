import { expect, test } from 'vitest'
import { joined, withoutDoubles } from './joined.js'

const file = (path: string, content = '') => ({ path, file: new File([content], path) })
const paths = (files: { path: string }[]) => files.map(({ path }) => path)

test('one folder is the data set itself; a second one gives both their names back', () => {
  const train = joined([], [file('train/1.jpg'), file('train/2.jpg')])
  expect(paths(train)).toEqual(['1.jpg', '2.jpg'])
  const both = joined(train, [file('test/1.jpg')])
  expect(paths(both)).toEqual(['train/1.jpg', 'train/2.jpg', 'test/1.jpg'])
  expect(paths(joined(both, [file('README.md')]))).toContain('README.md')
})

test('the same folder chosen again replaces its files and stays the data set itself', () => {
  const again = file('set/a.csv', 'new')
  const all = joined(joined([], [file('set/a.csv', 'old'), file('set/b.csv')]), [again])
  expect(paths(all)).toEqual(['a.csv', 'b.csv'])
  expect(all[0]?.file).toBe(again.file)
})

test('a loose file lies beside those of the folder, unless it would take the place of one', () => {
  const set = joined([], [file('set/a.csv')])
  expect(paths(joined(set, [file('README.md')]))).toEqual(['a.csv', 'README.md'])
  expect(paths(joined(set, [file('a.csv')]))).toEqual(['set/a.csv', 'a.csv'])
})

test('a path is there once, with what was chosen last', () => {
  const [first, second] = [file('a.csv', '1'), file('a.csv', '2')]
  expect(withoutDoubles([first, file('b.csv'), second])[0]).toBe(second)
  expect(withoutDoubles([first, second])).toHaveLength(1)
})
