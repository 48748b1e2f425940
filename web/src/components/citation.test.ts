import { expect, test } from 'vitest'
import { citationOf } from './citation.js'

const cited = {
  id: 'nia/Movie-Reviews',
  title: '영화 리뷰 & more_stuff',
  publisher: 'NIA',
  modifiedAt: '2026-03-01T00:00:00.000Z',
  revision: '0123456789abcdef0123456789abcdef01234567',
  address: 'https://hub.example/datasets/nia/Movie-Reviews',
}

test('what the card asks for is what is shown', () => {
  const entry =
    '@inproceedings{park2021klue,\n  title={{KLUE}: Korean Language Understanding},\n  author={Park, S. and Moon, J.},\n  booktitle={NeurIPS},\n  year={2021}\n}'
  expect(citationOf(`# KLUE\n\n\`\`\`bibtex\n${entry}\n\`\`\`\n`, undefined, cited)).toEqual({
    bibtex: entry,
    plain: 'Park, S.; Moon, J. (2021). KLUE: Korean Language Understanding. NeurIPS',
    isTheirs: true,
  })
  expect(citationOf('', 'Please name us.', cited)).toMatchObject({ plain: 'Please name us.', isTheirs: true })
})

test('else it is made of what is known, with the version', () => {
  const made = citationOf('# No entry\n\n```python\nprint(1)\n```', undefined, cited)
  expect(made.isTheirs).toBe(false)
  expect(made.plain).toBe(`NIA (2026). 영화 리뷰 & more_stuff (version 0123456789ab). ${cited.address}`)
  expect(made.bibtex).toBe(
    [
      '@misc{nia_movie_reviews_2026,',
      '  title = {{영화 리뷰 \\& more\\_stuff}},',
      '  author = {{NIA}},',
      '  year = {2026},',
      '  version = {0123456789ab},',
      `  url = {${cited.address}},`,
      '}',
    ].join('\n'),
  )
})
