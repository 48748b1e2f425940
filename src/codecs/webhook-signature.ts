import { createHmac } from 'node:crypto'

/** `X-Databelt-Signature`: HMAC-SHA256 over the time and the body, so that a copy cannot be sent again later. */
export function signWebhook(secret: string, body: string, at: Date): string {
  const time = Math.floor(at.getTime() / 1000)
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
}
