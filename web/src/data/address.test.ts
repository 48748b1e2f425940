import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { useSearchParams, withSearch } from './address.js'

afterEach(() => vi.unstubAllGlobals())

const Probe = () => createElement('p', null, useSearchParams()[0].get('where'))

test.each(['"x" ILIKE %abc%', "like '%de%' and a+b", '%25', '100 % sure & more', '한글 %'])(
  'the address keeps %j as it is',
  (where) => {
    const { search } = new URL(
      withSearch('/datasets/a/b/viewer', new URLSearchParams({ where })),
      'http://hub',
    )
    vi.stubGlobal('location', { search, pathname: '/datasets/a/b/viewer' })
    const plain = where.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#x27;')
    expect(renderToStaticMarkup(createElement(Probe))).toBe(`<p>${plain}</p>`)
  },
)

test('an address of which nothing is asked has no question mark', () =>
  expect(withSearch('/a%20b', new URLSearchParams())).toBe('/a%20b'))
