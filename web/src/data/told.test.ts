import { expect, test } from 'vitest'
import en from '../words/en.js'
import ko from '../words/ko.js'
import { HubRefused } from './ask.js'
import { Told, toldOf } from './told.js'

test('the app and the browser are told in the language of the page, the hub in its own words', () => {
  const noRow = new Told('no row', ({ rowsView }) => rowsView.noSuchRow(101, 100))
  expect(toldOf(noRow, en)).toContain('101')
  expect(toldOf(noRow, ko)).toBe(ko.rowsView.noSuchRow(101, 100))
  for (const said of ['Failed to fetch', 'Load failed', 'NetworkError when attempting to fetch resource.'])
    expect(toldOf(new TypeError(said), ko)).toBe(ko.unreached)
  expect(toldOf(new TypeError('x is not a function'), ko)).toBe('x is not a function')
  expect(toldOf(new HubRefused(404, '', 'No such thing.'), ko)).toBe('No such thing.')
  expect(toldOf(undefined, ko)).toBe('')
})
