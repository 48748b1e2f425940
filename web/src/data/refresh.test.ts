import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { refreshAll } from './refresh.js'

test('everything is asked anew but the card that is being edited', async () => {
  const queries = new QueryClient()
  for (const name of ['dataset', 'card-now']) queries.setQueryData([name, 'a/b'], 'text')
  await refreshAll(queries)
  expect(queries.getQueryState(['dataset', 'a/b'])?.isInvalidated).toBe(true)
  expect(queries.getQueryState(['card-now', 'a/b'])?.isInvalidated).toBe(false)
})
