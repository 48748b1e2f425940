import { useQuery } from '@tanstack/react-query'
import { askJson, send } from './ask.js'
import { useChange, usePages } from './change.js'

const S = '/api/settings'
/** What stands at an address of one's settings. */
function useSetting<T>(name: string) {
  return useQuery({
    queryKey: ['settings', name],
    queryFn: ({ signal }) => askJson<T>(`${S}/${name}`, signal),
  })
}
const key = (name: string) => ['settings', name]

export interface Profile {
  user: string
  fullname: string
  email: string | null
  attributes: { name: 'country' | 'affiliation'; value: string; assertedBy: string; at: string }[]
}
export const useProfile = () => useSetting<Profile>('profile')
export const useSaveProfile = () =>
  useChange(
    (wish: { fullname?: string; email?: string }) => send('PATCH', `${S}/profile`, wish),
    key('profile'),
    key('email'),
    ['me'],
  )

export const useEmailProof = () => useSetting<{ email: string | null; verified: boolean }>('email')
export const useSendEmailCode = () => useChange(() => send('POST', `${S}/email/code`))
export const useProveEmail = () =>
  useChange((code: string) => send('POST', `${S}/email/verify`, { code }), key('email'))

export const useChangePassword = () =>
  useChange(
    (wish: { current?: string; password: string }) => send('PUT', `${S}/password`, wish),
    key('sessions'),
  )

export const useSecondFactor = () => useSetting<{ on: boolean; recoveryCodesLeft: number }>('second-factor')
export const proposeSecondFactor = async () =>
  (await send('POST', `${S}/second-factor`)).json() as Promise<{ secret: string; uri: string }>
export const useConfirmSecondFactor = () =>
  useChange(
    async (code: string) =>
      (await send('POST', `${S}/second-factor/confirm`, { code })).json() as Promise<{
        recoveryCodes: string[]
      }>,
    key('second-factor'),
    ['me'],
    ['signed-in'],
  )
export const useRemoveSecondFactor = () =>
  useChange(() => send('DELETE', `${S}/second-factor`), key('second-factor'), ['me'], ['signed-in'])

export interface Passkey {
  id: number
  name: string
  createdAt: string
  lastUsedAt: string | null
}
export const usePasskeys = () => useSetting<Passkey[]>('passkeys')
/** Both halves: the hub's challenge, and what the authenticator made of it. */
export const useAddPasskey = () =>
  useChange(async (name: string) => {
    const optionsJSON = await (await send('POST', `${S}/passkeys/options`)).json()
    const { startRegistration } = await import('@simplewebauthn/browser')
    return send('POST', `${S}/passkeys`, { name, response: await startRegistration({ optionsJSON }) })
  }, key('passkeys'))
export const useRemovePasskey = () =>
  useChange((id: number) => send('DELETE', `${S}/passkeys/${id}`), key('passkeys'))

export interface Identity {
  id: number
  issuer: string
  name: string | null
  email: string | null
}
export const useIdentities = () => useSetting<Identity[]>('identities')
export const useUnlink = () =>
  useChange((id: number) => send('DELETE', `${S}/identities/${id}`), key('identities'))

/** Ways to sign in, and how the present session stands. */
export interface SignedIn {
  ways: { kind: string; name: string; url?: string }[]
  /** Whether people make accounts themselves. */
  signUp: boolean
  /** Whether the hub sends any. */
  mail: boolean
  user: { name: string; isAdmin: boolean } | null
  session?: { isStrong: boolean; signedInAt: string } | false
  notice?: string
}
export const useSignedIn = () =>
  useQuery({ queryKey: ['signed-in'], queryFn: ({ signal }) => askJson<SignedIn>('/api/sign-in', signal) })

export type NewAccount = Record<'user' | 'email' | 'password', string>
/** Makes an account and signs it in. */
export const signUp = (wish: NewAccount) => send('POST', '/api/sign-up', wish)

export interface Session {
  id: number
  isCurrent: boolean
  how: string
  isStrong: boolean
  address: string
  userAgent: string
  signedInAt: string
  lastSeenAt: string
}
export const useSessions = () => useSetting<Session[]>('sessions')
export const useEndSession = () =>
  useChange((id: number) => send('DELETE', `${S}/sessions/${id}`), key('sessions'))

export interface Token {
  name: string
  role: 'read' | 'write' | 'fineGrained'
  grants?: { entity: string; role: string }[]
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}
export type NewToken = Pick<Token, 'name' | 'role' | 'grants' | 'expiresAt'>
export const useTokens = () => useSetting<Token[]>('tokens')
export const useMakeToken = () =>
  useChange(
    async (wish: NewToken) => (await send('POST', `${S}/tokens`, wish)).json() as Promise<{ token: string }>,
    key('tokens'),
  )
export const useRevokeToken = () =>
  useChange((name: string) => send('DELETE', `${S}/tokens/${encodeURIComponent(name)}`), key('tokens'))

export interface Preferences {
  language: 'en' | 'ko'
  notifications: Record<string, boolean>
}
export const usePreferences = () => useSetting<Preferences>('account')
export const useSavePreferences = () =>
  useChange(
    (wish: { language?: string; notifications?: Record<string, boolean> }) =>
      send('PATCH', `${S}/account`, wish),
    key('account'),
  )

export interface AuditRow {
  seq?: number
  at: string
  actor?: { kind: string; name?: string | null }
  address: string | null
  action: string
  asked?: string
  repos: { name: string | null }[]
  outcome: 'allow' | 'deny'
  error?: string
}
/** Entries of the audit at an address that answers with pages of them. */
export const useAudit = (path: string, enabled = true) =>
  usePages<AuditRow>(['audit'], path, {
    rowsOf: (body) => (body as { entries: AuditRow[] }).entries,
    enabled,
  })

export const signOut = () => send('POST', '/api/sign-out')
