import type { Call } from '../route.js'

/** A way to sign in, for pages and programs. `url`: where a browser goes for it. */
export interface Way {
  kind: string
  name: string
  url?: string
}

/** The ways that this hub offers. */
export async function waysOf({ services }: Call): Promise<Way[]> {
  const providers = services.providerSignIn.providers()
  return [
    { kind: 'password', name: 'password' },
    { kind: 'passkey', name: 'passkey' },
    ...providers.map(({ name, label }) => ({ kind: 'oidc', name: label, url: `/api/sign-in/oidc/${name}` })),
  ]
}
