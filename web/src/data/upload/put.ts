import { HubRefused } from '../ask.js'

/** The network is away, or was broken off: what is worth another try. */
export class NetworkLost extends Error {
  override name = 'NetworkLost'
}

const TRIES = 5
const FIRST_WAIT_MS = 500

/** PUTs bytes and tells how many have gone. A broken connection and 5xx are tried again, each time after a longer wait. */
export async function put(
  url: string,
  body: Blob,
  signal: AbortSignal,
  heard: (sent: number) => void,
): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await putOnce(url, body, signal, heard)
    } catch (error) {
      const isWorthIt = error instanceof NetworkLost || (error instanceof HubRefused && error.status >= 500)
      if (!isWorthIt || tried === TRIES || signal.aborted) throw error
      heard(0)
      await wait(FIRST_WAIT_MS * 2 ** tried, signal)
    }
  }
}

/** `fetch` tells nothing of what has gone, so this is the older way. */
function putOnce(url: string, body: Blob, signal: AbortSignal, heard: (sent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    request.open('PUT', url)
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = ({ loaded }) => heard(loaded)
    request.onload = () => (request.status < 300 ? resolve() : reject(refused(request)))
    request.onerror = () => reject(new NetworkLost())
    request.onabort = () => reject(signal.reason)
    request.onloadend = () => signal.removeEventListener('abort', stop)
    signal.addEventListener('abort', stop)
    request.send(body)
  })
}

function refused(request: XMLHttpRequest): HubRefused {
  const said = request.getResponseHeader('x-error-message') ?? request.statusText
  const code = request.getResponseHeader('x-error-code') ?? ''
  return new HubRefused(request.status, code, saidIn(request.responseText) ?? said)
}

/** What the hub says in the language of the reader; its header is English. */
function saidIn(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { error?: string }).error
  } catch {
    return undefined // of a proxy
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
