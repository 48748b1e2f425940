import { expect, test } from 'vitest'
import { jsonMembers } from './json-members.js'

test('values stand as they were written, whatever is in them', () => {
  const text =
    '{"id": 12345678901234567890, "a:b,{": "x\\"},{", "list":[1,{"id":2}],"o":{"p":":","q":null}, "é":-0.0 }'
  expect([...jsonMembers(text)]).toEqual([
    ['id', '12345678901234567890'],
    ['a:b,{', '"x\\"},{"'],
    ['list', '[1,{"id":2}]'],
    ['o', '{"p":":","q":null}'],
    ['é', '-0.0'],
  ])
})

test('an object without members', () => {
  expect(jsonMembers('{}').size).toBe(0)
})
