import { type HubAddress, readHubAddress } from '../config/env.js'
import { storedToken } from './stored-tokens.js'

/** Calls a hub over HTTP. Errors say what the hub said. */
export interface HubClient {
  fetch(path: string, init?: RequestInit): Promise<Response>
}

export function hubClient(hub: string | undefined): HubClient {
  const { url, token }: HubAddress = readHubAddress(hub)
  return {
    fetch: async (path, init = {}) => {
      const own = token ?? (await storedToken(url))
      const headers = { ...(own && { authorization: `Bearer ${own}` }), ...init.headers }
      const answer = await fetch(url + path, { ...init, headers }).catch((error: Error) => {
        if (error.name === 'AbortError') throw error
        throw new Error(
          `${url} does not answer (${(error.cause as Error)?.message ?? error.message}). Is --hub right?`,
        )
      })
      if (!answer.ok) throw new Error(await saidBy(answer))
      return answer
    },
  }
}

async function saidBy(answer: Response): Promise<string> {
  const text = await answer.text()
  try {
    return String((JSON.parse(text) as { error: unknown }).error)
  } catch {
    return `the hub answered ${answer.status}: ${text.slice(0, 200)}`
  }
}
