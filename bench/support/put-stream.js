import { Agent, request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const agent = new Agent({ keepAlive: true })

/** PUTs a stream of known size; `fetch` would copy it through web streams. @param {string} url @param {number} size @param {AsyncIterable<Buffer>} source */
export async function putStream(url, size, source) {
  const put = request(url, { method: 'PUT', agent, headers: { 'content-length': size } })
  const answered = new Promise((resolve, reject) => {
    put.once('response', resolve)
    put.once('error', reject)
  })
  await pipeline(Readable.from(source, { objectMode: true, highWaterMark: 2 }), put)
  const answer = await answered
  let text = ''
  for await (const part of answer.setEncoding('utf8')) text += part
  if (answer.statusCode >= 300) throw new Error(`PUT ${url}: ${answer.statusCode} ${text.slice(0, 300)}`)
}
