import type { App } from '../app.js'
import { isHubError } from '../core/errors.js'

const ADMIN = 'admin'
const FIRST_TOKEN = 'first token'
const CHOSEN_TOKEN = 'DATABELT_ADMIN_TOKEN'

/**
 * Makes the user `admin` on the first start. The token is the one that was chosen by the setting, which is brought
 * up to date on every start, or a new one, to be shown once.
 */
export async function ensureAdmin({
  services,
  config,
}: App): Promise<{ token: { shown: string | undefined; isFirst: boolean }; link: string | undefined }> {
  const { accounts } = services
  const isFirst = (await accounts.findAny(ADMIN)) === undefined
  if (isFirst)
    await accounts.create('user', ADMIN, { fullName: 'Administrator', isAdmin: true }).catch(ignoreTaken)
  if (config.adminToken !== undefined) {
    if (!(await isToken(services, config.adminToken))) await renewToken(services, config.adminToken)
    return { token: { shown: undefined, isFirst }, link: undefined }
  }
  const shown = isFirst
    ? await accounts.createToken(ADMIN, { name: FIRST_TOKEN, scope: { role: 'write' }, expiresAt: null })
    : undefined
  const link = isFirst ? await services.passwords.makeLink(ADMIN) : undefined
  return { token: { shown, isFirst }, link }
}

const isToken = (services: App['services'], token: string): Promise<boolean> =>
  services.authentication.authenticate(token).then(
    (principal) => principal.kind === 'user' && principal.isAdmin,
    () => false,
  )

async function renewToken({ accounts }: App['services'], secret: string): Promise<void> {
  await accounts.revokeToken(ADMIN, CHOSEN_TOKEN).catch(() => {})
  const fields = { name: CHOSEN_TOKEN, scope: { role: 'write' as const }, expiresAt: null, secret }
  await accounts.createToken(ADMIN, fields).catch(ignoreTaken)
}

/** Two hubs that start at once on one database both try. */
function ignoreTaken(error: unknown): void {
  if (!isHubError(error, 'AlreadyExists')) throw error
}
