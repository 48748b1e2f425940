import { CARD_PATH } from '../../codecs/card.js'
import { DEFAULT_BRANCH } from '../../core/revision.js'
import { apiRoute, type Route } from '../route.js'

/** GET card: the text of README.md on main. It belongs to the page of a repo, so whoever may see that reads it, gated or not. */
export const card = (): Route =>
  apiRoute('GET', '/card', 'repo:read', async ({ services, grant }) => {
    const revision = await services.revisions.find(grant, DEFAULT_BRANCH)
    return { text: (revision && (await services.browse.text(grant, revision, CARD_PATH))) ?? null }
  })
