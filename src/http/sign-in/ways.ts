import type { Call } from '../route.js'

/** A way to sign in, for pages and programs. `url`: where a browser goes for it. */
export interface Way {
  kind: string
  name: string
  url?: string
}

/** The ways that this hub offers. */
export async function waysOf(_: Call): Promise<Way[]> {
  return [{ kind: 'password', name: 'password' }]
}
