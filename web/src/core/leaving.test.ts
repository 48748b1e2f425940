import { expect, test } from 'vitest'
import { leavesPage } from './leaving.js'

const HERE = 'https://hub.test/datasets/a/b/upload?x=1#y'

test('a link to another page of the hub leaves this one', () => {
  expect(leavesPage({ href: 'https://hub.test/datasets/a/b', target: '' }, HERE)).toBe(true)
  expect(leavesPage({ href: '/login?next=%2F' }, HERE)).toBe(true)
})

test.each([
  ['a place of this page', { href: '#card-x' }],
  ['another view of this page', { href: '/datasets/a/b/upload?x=2' }],
  ['another tab', { href: '/datasets', target: '_blank' }],
  ['a key held down', { href: '/datasets', isElsewhere: true }],
  ['a download', { href: '/datasets/a/b/resolve/main/c.csv', isDownload: true }],
  ['another site, which the browser itself asks about', { href: 'https://elsewhere.test/' }],
  ['no address', { href: 'http://' }],
])('%s does not', (_what, click) => {
  expect(leavesPage(click, HERE)).toBe(false)
})
