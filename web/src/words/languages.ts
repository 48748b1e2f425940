import type { Words } from './en.js'

/** Each file of this folder that is named by two letters is a language, loaded by those who speak it. */
const files = import.meta.glob<Words>('./??.ts', { import: 'default' })
const codeOf = (file: string): string => file.slice('./'.length, -'.ts'.length)

export const codes: string[] = Object.keys(files).map(codeOf).sort()

/** What its speakers call it. */
export const nameOf = (code: string): string =>
  new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code

export async function load(code: string): Promise<Words> {
  const file = files[`./${code}.ts`]
  if (!file) throw new Error(`no file of words is named ${code}`)
  return file()
}
