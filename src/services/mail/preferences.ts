import type { MailKind } from '../../core/mail-kinds.js'
import { MAIL_KINDS } from '../../core/mail-kinds.js'
import type { Language } from '../../stores/metadata/mail.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'

export interface Preferences {
  language: Language
  notifications: Record<MailKind, boolean>
}

/** In which language a user hears from the hub, and of what. */
export function createPreferences({ metadata }: Pick<Stores, 'metadata'>) {
  async function read({ userId }: SignedIn): Promise<Preferences> {
    const { language = 'en', off = [] } = (await metadata.mail.recipient(userId)) ?? {}
    const notifications = Object.fromEntries(MAIL_KINDS.map((kind) => [kind, !off.includes(kind)]))
    return { language, notifications: notifications as Preferences['notifications'] }
  }

  async function change(
    user: SignedIn,
    wish: { language?: Language | undefined; notifications?: Partial<Record<MailKind, boolean>> | undefined },
  ): Promise<Preferences> {
    const { language, notifications } = wish
    await metadata.transact(async (tx) => {
      const before = (await tx.mail.recipient(user.userId))?.off ?? []
      const off = MAIL_KINDS.filter((kind) => !(notifications?.[kind] ?? !before.includes(kind)))
      await tx.mail.setPreferences(user.userId, { language, off })
    })
    return read(user)
  }

  return { read, change }
}
