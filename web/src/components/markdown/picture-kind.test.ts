import { expect, test } from 'vitest'
import { kindOfPicture } from './picture-kind.js'

test('a picture is in the card, in its repo, or elsewhere', () => {
  for (const type of ['png', 'jpeg', 'gif', 'webp'])
    expect(kindOfPicture(`data:image/${type};base64,AAAA`)).toBe('held')
  expect(kindOfPicture('images/a.png')).toBe('own')
  expect(kindOfPicture('/images/a.png')).toBe('own')
  for (const source of [
    'https://x.org/a.svg',
    '//x.org/a.png',
    'data:image/svg+xml,<svg/>',
    'data:text/html,x',
  ])
    expect(kindOfPicture(source)).toBe('elsewhere')
})
