import { expect, test } from 'vitest'
import { Boundary, stateAt } from './boundary.js'

test('what failed is forgotten on another page, and on no other occasion', () => {
  const failed = { place: '/a', failure: { error: undefined } }
  expect(stateAt({ place: '/a' }, failed)).toBeNull()
  expect(stateAt({ place: '/b' }, failed)).toEqual({ place: '/b', failure: undefined })
  expect(Boundary.getDerivedStateFromError('gone')).toEqual({ failure: { error: 'gone' } })
})
