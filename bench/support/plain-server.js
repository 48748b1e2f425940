import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, normalize } from 'node:path'
import { pipeline } from 'node:stream'
import { MEBIBYTE } from './numbers.js'

// What the hub is compared with: the least that Node needs to serve a file. Arguments: folder, port.
const [folder, port] = process.argv.slice(2)

createServer((request, response) => {
  const path = join(folder, normalize(decodeURIComponent(request.url)))
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) return response.writeHead(404).end()
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
  const start = range ? Number(range[1]) : 0
  const end = range ? Number(range[2]) : found.size - 1
  const partial = range && { 'content-range': `bytes ${start}-${end}/${found.size}` }
  response.writeHead(range ? 206 : 200, { 'content-length': end - start + 1, ...partial })
  pipeline(createReadStream(path, { start, end, highWaterMark: MEBIBYTE }), response, () => {})
}).listen(Number(port), '127.0.0.1')
