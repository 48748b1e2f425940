import type { DeepPartial } from '../codecs/filled.js'
import { filled } from '../codecs/filled.js'
import { en, type Words } from './en.js'

/** English is always here, for what another language lacks; each other file of this folder is a language, loaded when spoken. */
const others = import.meta.glob<DeepPartial<Words>>(['./??.ts', '!./en.ts'], { import: 'default' })
const codeOf = (file: string): string => file.slice('./'.length, -'.ts'.length)

export const codes: string[] = ['en', ...Object.keys(others).map(codeOf)].sort()

/** What its speakers call it. */
export const nameOf = (code: string): string =>
  new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code

export async function load(code: string): Promise<Words> {
  const some = await others[`./${code}.ts`]?.()
  return some ? filled<Words>(some, en) : en
}
