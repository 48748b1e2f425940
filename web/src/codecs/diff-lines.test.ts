import { expect, test } from 'vitest'
import { diffLines } from './diff-lines.js'

/** What stands in the new text, made from the blocks and the old one. */
function rebuilt(before: string[], after: string[]): string[] {
  return diffLines(before, after).flatMap((block) =>
    block.equal ? before.slice(...block.before) : after.slice(...block.after),
  )
}
const edits = (before: string, after: string) =>
  diffLines([...before], [...after])
    .filter(({ equal }) => !equal)
    .map((block) => [[...before].slice(...block.before).join(''), [...after].slice(...block.after).join('')])

test('what was added, removed and replaced', () => {
  expect(edits('abc', 'abc')).toEqual([])
  expect(edits('abc', 'abXc')).toEqual([['', 'X']])
  expect(edits('abc', 'ac')).toEqual([['b', '']])
  expect(edits('abc', 'aXc')).toEqual([['b', 'X']])
  expect(edits('', 'ab')).toEqual([['', 'ab']])
  expect(edits('ab', '')).toEqual([['ab', '']])
  expect(edits('', '')).toEqual([])
})

test('lines without a twin are found where they moved past others', () => {
  expect(edits('aabbaabb', 'aabXbaabb')).toEqual([['', 'X']])
  expect(edits('xaxbxcx', 'xaxcx')).toEqual([['bx', '']])
})

test('blocks join without gaps and make the new text, whatever it is', () => {
  let seed = 1
  const random = (most: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % most
  }
  for (let round = 0; round < 300; round++) {
    const letters = 1 + random(12)
    const text = () => Array.from({ length: random(40) }, () => String(random(letters)))
    const [before, after] = [text(), text()]
    expect(rebuilt(before, after)).toEqual(after)
    let [x, y] = [0, 0]
    for (const block of diffLines(before, after)) {
      expect([block.before[0], block.after[0]]).toEqual([x, y])
      if (block.equal) expect(before.slice(...block.before)).toEqual(after.slice(...block.after))
      ;[x, y] = [block.before[1], block.after[1]]
    }
    expect([x, y]).toEqual([before.length, after.length])
  }
})

test('long texts that have nothing in common are no burden', () => {
  const lines = (name: string) => Array.from({ length: 20_000 }, (_, i) => `${name} ${i % 5000}`)
  expect(diffLines(lines('a'), lines('b'))).toHaveLength(1)
})
