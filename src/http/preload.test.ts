import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Modules, modulesIn, preloadHtml, wordsOf } from './preload.js'

let folder: string
let modules: Modules
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-preload-'))
  await mkdir(join(folder, '.vite'))
  const manifest = {
    '_app.js': { file: 'assets/app.js' },
    '_a.js': { file: 'assets/a.js', imports: ['_b.js', '_app.js'] },
    '_b.js': { file: 'assets/b.js', imports: ['_a.js'] },
    'src/routes/home.tsx': { file: 'assets/home.js', imports: ['_a.js', '_app.js'] },
    'src/words/en.ts': { file: 'assets/en.js' },
    'src/words/ko.ts': { file: 'assets/ko.js' },
  }
  await writeFile(join(folder, '.vite/manifest.json'), JSON.stringify(manifest))
  modules = await modulesIn(folder, '<script src="/assets/app.js"></script>')
})
afterAll(() => rm(folder, { recursive: true }))

test('a part is named with all that it needs, once, but for what every page loads', () => {
  expect(modules.get('src/routes/home.tsx')).toEqual(['/assets/home.js', '/assets/a.js', '/assets/b.js'])
  expect(preloadHtml(modules, ['src/words/ko.ts', 'no such part'], ['/api?a=1&b="2"'])).toBe(
    '<link rel="modulepreload" crossorigin href="/assets/ko.js" />' +
      '<link rel="preload" as="fetch" crossorigin href="/api?a=1&#38;b=&#34;2&#34;" />',
  )
})

test.each([
  [{ 'accept-language': 'fr, ko;q=0.8, en;q=0.7' }, 'ko'],
  [{ 'accept-language': 'ko', cookie: 'a=b; databelt-language=en' }, 'en'],
  [{ 'accept-language': 'ko', cookie: 'databelt-language=fr' }, 'ko'],
  [{ 'accept-language': 'fr' }, 'en'],
  [{}, 'en'],
])('%j is spoken to in %s', (headers, language) => {
  expect(wordsOf(modules, { headers })).toBe(`src/words/${language}.ts`)
})
