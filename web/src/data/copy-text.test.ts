import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { copyText } from './copy-text.js'

let taken: string[] = []
let isAllowed = true
beforeEach(() => {
  taken = []
  isAllowed = true
  const field = { value: '', style: {}, select: () => undefined, remove: vi.fn() }
  vi.stubGlobal('HTMLElement', class {})
  vi.stubGlobal('document', {
    activeElement: null,
    body: { append: () => undefined },
    querySelector: () => null,
    createElement: () => field,
    execCommand: () => isAllowed && taken.push(`selected ${field.value}`) > 0,
  })
})
afterEach(() => vi.unstubAllGlobals())

const clipboard = (writeText: (text: string) => Promise<void>) =>
  vi.stubGlobal('navigator', { clipboard: { writeText } })

test('the clipboard takes it where there is one', async () => {
  clipboard(async (text) => void taken.push(text))
  expect(await copyText('a')).toBe(true)
  expect(taken).toEqual(['a'])
})

test('a field is selected where there is no clipboard, or it is refused', async () => {
  vi.stubGlobal('navigator', {})
  expect(await copyText('a')).toBe(true)
  clipboard(() => Promise.reject(new Error('NotAllowedError')))
  expect(await copyText('b')).toBe(true)
  expect(taken).toEqual(['selected a', 'selected b'])
})

test('one is told when nothing was copied', async () => {
  vi.stubGlobal('navigator', {})
  isAllowed = false
  expect(await copyText('a')).toBe(false)
})
