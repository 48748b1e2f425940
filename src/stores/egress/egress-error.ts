export type EgressReason =
  | 'address'
  | 'credentials'
  | 'connection'
  | 'deadline'
  | 'port'
  | 'protocol'
  | 'redirect'
  | 'size'
  | 'unresolved'
  | 'url'

/**
 * A request that was not sent, or not answered. `reason` is for programs. Do not show 'address' and 'unresolved' apart to
 * those who chose the address: they would learn which names the operator's network knows.
 */
export class EgressError extends Error {
  override name = 'EgressError'
  constructor(
    readonly reason: EgressReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
