/** Where to go on after signing up: a path of our own, or the front for whatever leads elsewhere. */
export function nextPath(text: string | null): string {
  const own = window.location.origin
  // browsers take "\" for "/" and drop control characters, so what they would read is asked of them
  if (text === null || !/^\/(?![/\\])/.test(text) || !URL.canParse(text, own)) return '/'
  const { origin, pathname, search, hash } = new URL(text, own)
  return origin === own && !pathname.startsWith('//') ? pathname + search + hash : '/'
}
