import { FLOW_SECONDS, type FlowBrowser } from '../../services/sign-in/flows.js'
import { addressOf } from '../address.js'
import { readCookie, setCookie } from '../cookies.js'
import type { Call } from '../route.js'

/** Cookie and address of a browser that begins or ends a sign-in in two halves. */
export const browserOf = ({ http, request, urls }: Call): FlowBrowser => ({
  secret: readCookie(request, 'databelt-flow', urls.base),
  address: addressOf(request, http),
})

/** The browser keeps `secret` until the second half. */
export function keepFlow({ reply, urls }: Call, secret: string): void {
  setCookie(reply, 'databelt-flow', secret, { base: urls.base, seconds: FLOW_SECONDS })
  reply.header('cache-control', 'no-store')
}
