import { expect, test } from 'vitest'
import { decoded } from './decoded.js'

test('what is no valid encoding stands for itself', () => {
  expect(decoded('%ED%95%9C%2F1')).toBe('한/1')
  for (const text of ['%', '100%', 'card-%', '%ff']) expect(decoded(text)).toBe(text)
})
