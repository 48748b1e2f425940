import { expect, test } from 'vitest'
import { normalisePassword, wrongPassword } from './password-rules.js'

const who = { name: 'minji', email: 'kim.minji@example.org' }
const why = (password: string) => wrongPassword(password, who)

test.each([
  'short',
  '123456789',
  '1234567890',
  '0987654321',
  'aaaaaaaaaaaa',
  'abababababab',
  'abcdefghijkl',
  'password123',
  'Password!2026',
  'qwertyuiop',
  'PasswordPassword',
  'admin12345',
  'minji123456',
  'Minji!Minji!',
  'kim.minji@example.org',
  'kim.minji1234',
  '비밀번호비밀번호12',
  'x'.repeat(257),
])('%s is refused', (password) => {
  expect(why(password)).toBeTypeOf('string')
})

test.each([
  'correct horse battery staple',
  '나는 매일 아침에 바다를 본다',
  'tr0ub4dor&3x',
  'minji loves long walks',
  'xK9$mQ2!vL7p',
  `${'ab cd '.repeat(42)}wxyz`,
])('%s is taken', (password) => {
  expect(why(password)).toBeUndefined()
})

test('the same letters in another Unicode form are the same password', () => {
  const composed = '비밀스러운 문장 하나'
  expect(normalisePassword(composed.normalize('NFD'))).toBe(normalisePassword(composed))
  expect(normalisePassword('ｐａｓｓ ｗｏｒｄ')).toBe('pass word')
})
