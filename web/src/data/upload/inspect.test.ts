import { expect, test } from 'vitest'
import { inspect } from './inspect.js'

/** As the browser does with a file that was moved since it was chosen. */
class Gone extends File {
  override slice(): Blob {
    return this
  }
  override arrayBuffer(): Promise<never> {
    return Promise.reject(new DOMException('not found', 'NotFoundError'))
  }
}

test('a file that cannot be read is named, and the others are looked into', async () => {
  const found = await inspect([
    { path: 'gone.csv', file: new Gone([], 'gone.csv') },
    { path: 'README.md', file: new File(['# Words'], 'README.md') },
    { path: 'a.csv', file: new File(['x,y\n1,2\n3,4\n'], 'a.csv') },
  ])
  expect(found.unreadable).toEqual(['gone.csv'])
  expect(found.tables.map(({ path }) => path)).toEqual(['a.csv'])
  expect(found.readme).toBe('# Words')
})
