import type { Access } from '../access.js'
import type { Authentication } from '../authentication.js'
import type { Stores } from '../context.js'
import { createOutbox } from '../mail/outbox.js'
import { createPreferences } from '../mail/preferences.js'
import { createMailing } from '../mail/sending.js'
import { createDelivery } from '../webhooks/delivery.js'
import { createWebhooks } from '../webhooks/webhooks.js'
import { createAudience } from './audience.js'

/** The services that tell people and programs what happened. */
export function createNotificationServices(
  stores: Stores,
  others: { access: Access; authentication: Authentication },
) {
  const audience = createAudience(others)
  return {
    deliveries: createDelivery({ ...stores, audience }),
    mailing: createMailing({ ...stores, audience }),
    outbox: createOutbox(stores),
    preferences: createPreferences(stores),
    webhooks: createWebhooks({ ...stores, ...others }),
  }
}
