import { setTimeout } from 'node:timers/promises'
import { Command } from 'commander'
import { readHubAddress } from '../config/env.js'
import { fail } from './output.js'
import { keepToken, oauth, tokenOf } from './stored-tokens.js'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

interface Begun {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete: string
  expires_in: number
  interval: number
  error?: string
}

export const loginCommand = (): Command =>
  new Command('login')
    .description('Sign in to a hub with your browser; commands such as sql and pull then act in your name.')
    .option('--hub <url>', 'address of the hub (default: DATABELT_HUB, or http://localhost:7070)')
    .addHelpText('after', '\nExample:\n  databelt login --hub https://hub.example.org')
    .action(({ hub }: { hub?: string }) => login(hub).catch(fail))

export const logoutCommand = (): Command =>
  new Command('logout')
    .description('Forget the token of databelt login. Revoke it on the page of your tokens.')
    .option('--hub <url>', 'address of the hub (default: DATABELT_HUB, or http://localhost:7070)')
    .addHelpText('after', '\nExample:\n  databelt logout')
    .action(({ hub }: { hub?: string }) =>
      keepToken(readHubAddress(hub).url, undefined).then(() => console.log('Signed out here.'), fail),
    )

async function login(hub: string | undefined): Promise<void> {
  const { url } = readHubAddress(hub)
  const begun = await oauth<Begun>(url, 'device', {}).catch((error: Error) => {
    throw new Error(`${url} does not answer (${error.message}). Is --hub right?`)
  })
  if (!begun.device_code) throw new Error(begun.error ?? `${url} knows no sign-in of programs.`)
  console.log(`Open ${begun.verification_uri} and type the code ${begun.user_code}`)
  console.log(`or open ${begun.verification_uri_complete}`)
  const token = await waitForToken(url, begun)
  const file = await keepToken(url, token)
  console.log(`Signed in to ${url}. The token is in ${file}.`)
}

async function waitForToken(url: string, { device_code, expires_in, interval }: Begun) {
  const deadline = Date.now() + expires_in * 1000
  let wait = interval
  while (Date.now() < deadline) {
    await setTimeout(wait * 1000)
    // a hub that is out of reach for a moment may be back before the deadline
    const answer = await oauth(url, 'token', { grant_type: DEVICE_GRANT, device_code }).catch(() => undefined)
    if (answer?.access_token) return tokenOf(answer)
    if (answer?.error === 'slow_down') wait += 5
    else if (answer?.error && answer.error !== 'authorization_pending')
      throw new Error(answer.error_description ?? answer.error)
  }
  throw new Error('Nobody allowed it in time. Begin anew: databelt login')
}
