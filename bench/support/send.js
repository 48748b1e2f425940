import { Agent, request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const agent = new Agent({ keepAlive: true })

/**
 * One request by `node:http`, whose cost is small beside what is measured; `fetch` copies bodies through web streams.
 * @param {string} method @param {string} url @param {Record<string, string | number>} headers
 * @param {AsyncIterable<Buffer> | Buffer} [body]
 * @returns {Promise<string>} the body of the answer; any status over 299 is an error
 */
export async function send(method, url, headers, body) {
  const sent = request(url, { method, agent, headers })
  const answered = new Promise((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
  if (body === undefined || Buffer.isBuffer(body)) sent.end(body)
  else await pipeline(Readable.from(body, { objectMode: true, highWaterMark: 2 }), sent)
  const answer = await answered
  let text = ''
  for await (const part of answer.setEncoding('utf8')) text += part
  if (answer.statusCode >= 300)
    throw new Error(`${method} ${url}: ${answer.statusCode} ${text.slice(0, 300)}`)
  return text
}
