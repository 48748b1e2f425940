import type { Stores } from '../context.js'
import { createEgressQuota } from './egress.js'
import { createMetering } from './metering.js'
import { createQuotas } from './quotas.js'
import { createRates } from './rates.js'
import { createSqlTime } from './sql-time.js'
import { createVouchers } from './vouchers.js'

/** The services of what owners may keep and send, and who pays. */
export function createQuotaServices(stores: Stores) {
  const defaults = stores.quotaDefaults
  const vouchers = createVouchers(stores)
  const metering = createMetering(stores)
  return {
    egressQuota: createEgressQuota({ ...stores, defaults, metering, vouchers }),
    metering,
    quotas: createQuotas({ ...stores, defaults }),
    rates: createRates({ ...stores, limits: stores.rateLimits }),
    sqlTime: createSqlTime({ ...stores, defaults, vouchers }),
    vouchers,
  }
}
