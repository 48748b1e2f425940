import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { realGit } from '../../test/support/git.js'
import { type GitObjectType, objectId } from './git-object.js'
import { encodePackHeader, encodePackObjectHeader } from './pack-stream.js'

test('git reads a stream of objects of every size', () => {
  using git = realGit()
  const blobs = [0, 1, 15, 16, 2047, 2048, 300_000].map((size) => Buffer.alloc(size, 'x'))
  const tree = Buffer.concat([
    Buffer.from('100644 a\0'),
    Buffer.from(objectId('blob', Buffer.alloc(1, 'x')), 'hex'),
  ])
  const commit = Buffer.from(
    `tree ${objectId('tree', tree)}\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nhi\n`,
  )
  const tag = Buffer.from(
    `object ${objectId('commit', commit)}\ntype commit\ntag v1\ntagger A <a> 1 +0000\n\nhi\n`,
  )
  const objects: [GitObjectType, Buffer][] = [
    ...blobs.map((blob): [GitObjectType, Buffer] => ['blob', blob]),
    ['tree', tree],
    ['commit', commit],
    ['tag', tag],
  ]
  const parts = objects.flatMap(([type, content]) => [
    encodePackObjectHeader(type, content.length),
    deflateSync(content),
  ])
  const body = Buffer.concat([encodePackHeader(objects.length), ...parts])
  git.run(
    ['index-pack', '--stdin', '--strict'],
    Buffer.concat([body, createHash('sha1').update(body).digest()]),
  )
  for (const [type, content] of objects) {
    const oid = objectId(type, content)
    expect(git.run(['cat-file', '-t', oid])).toBe(type)
    expect(git.raw(['cat-file', type, oid])).toEqual(content)
  }
})

test('headers are as the format has them', () => {
  expect(encodePackHeader(258).toString('latin1')).toBe('PACK\0\0\0\u0002\0\0\u0001\u0002')
  expect([...encodePackObjectHeader('commit', 15)]).toEqual([0x1f])
  expect([...encodePackObjectHeader('tree', 16)]).toEqual([0xa0, 0x01])
  expect([...encodePackObjectHeader('blob', 5_000_000_000)].length).toBe(6)
})
