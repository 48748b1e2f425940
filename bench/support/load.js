import { Agent, request } from 'node:http'

/**
 * Open loop: requests go out on time whether or not earlier ones have been answered, and each is timed from
 * when it was due, so that a stall counts for all it delays.
 * @param {{ url: (n: number) => string, method?: string, headers?: Record<string, string>, rate: number, durationS: number }} options
 * @returns {Promise<number[]>} milliseconds
 */
export async function atFixedRate({ url, method = 'GET', headers = {}, rate, durationS }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const count = Math.round(rate * durationS)
  const waits = []
  const start = performance.now() + 50
  for (let n = 0; n < count; n++) {
    const due = start + (n * 1000) / rate
    // a timer may be a millisecond late, which would be ours and not the hub's
    while (performance.now() < due - 1.5) await new Promise((resolve) => setTimeout(resolve, 1))
    while (performance.now() < due) await new Promise(setImmediate)
    waits.push(ask(url(n), { agent, method, headers }).then((end) => end - due))
  }
  const times = await Promise.all(waits)
  agent.destroy()
  return times
}

/**
 * Closed loop: `connections` clients, each asking again as soon as it is answered.
 * @returns {Promise<number>} requests a second
 */
export async function asFastAsPossible({ url, method = 'GET', headers = {}, connections, durationS }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const start = performance.now()
  const end = start + durationS * 1000
  let done = 0
  const client = async () => {
    while (performance.now() < end) await ask(url(done++), { agent, method, headers })
  }
  await Promise.all(Array.from({ length: connections }, client))
  const rate = done / ((performance.now() - start) / 1000)
  agent.destroy()
  return rate
}

/** @returns {Promise<number>} when the answer was complete */
function ask(url, options) {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (answer) => {
      answer.resume()
      answer.once('error', reject)
      answer.once('end', () => {
        if (answer.statusCode < 300) resolve(performance.now())
        else reject(new Error(`${options.method} ${url}: ${answer.statusCode}`))
      })
    })
    sent.once('error', reject)
    sent.end()
  })
}
