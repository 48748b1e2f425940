import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { escapeHtml } from '../core/html.js'
import { languageOf } from './language.js'

/** Addresses of the scripts that a part of the app needs, by its source such as `src/words/ko.ts`. */
export type Modules = Map<string, string[]>

/** What Vite made of each source, and which others that needs. */
type Manifest = Record<string, { file: string; imports?: string[] }>

/** The parts of a built app. What every page loads is in `page` and in no list. */
export async function modulesIn(folder: string, page: string): Promise<Modules> {
  const manifest = JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest
  return new Map(Object.keys(manifest).map((source) => [source, filesOf(manifest, source, page)]))
}

function filesOf(manifest: Manifest, source: string, page: string): string[] {
  const found = new Set<string>()
  const add = (name: string) => {
    const { file, imports = [] } = manifest[name] ?? { file: '' }
    if (page.includes(file) || found.has(`/${file}`)) return
    found.add(`/${file}`)
    imports.forEach(add)
  }
  add(source)
  return [...found]
}

const WORDS = /^src\/words\/([a-z]{2})\.ts$/
/** The source with the words that the page will be said in. */
export function wordsOf(modules: Modules, { headers }: Pick<FastifyRequest, 'headers'>): string {
  const known = [...modules.keys()].flatMap((source) => WORDS.exec(source)?.[1] ?? [])
  return `src/words/${languageOf(headers, known) ?? 'en'}.ts`
}

/** What a browser need not find out from the first scripts: others that follow, and the first answers. */
export function preloadHtml(modules: Modules, parts: string[], asked: string[] = []): string {
  const scripts = new Set(parts.flatMap((part) => modules.get(part) ?? []))
  return [
    ...[...scripts].map((path) => `<link rel="modulepreload" crossorigin href="${path}" />`),
    // as fetch() asks: else the browser would ask again
    ...asked.map((path) => `<link rel="preload" as="fetch" crossorigin href="${escapeHtml(path)}" />`),
  ].join('')
}
