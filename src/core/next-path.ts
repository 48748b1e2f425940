const OWN = 'http://own.invalid'

/** The path of our own to go to after signing in; `/` for whatever leads, or could be read as leading, elsewhere. */
export function safeNext(text: string | undefined): string {
  if (text === undefined || text.length > 2000) return '/'
  // browsers drop control characters and take \ for /, so "/\evil" and "/\t/evil" are other hosts
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\')) return '/'
  try {
    const url = new URL(text, OWN)
    const path = `${url.pathname}${url.search}${url.hash}`
    // "/./ /evil" and the like become "//evil" only now
    return url.origin === OWN && !path.startsWith('//') ? path : '/'
  } catch {
    return '/'
  }
}
