import { connect, createServer } from 'node:net'

/**
 * Passes connections on to a port of this machine and counts what clients send and get.
 * @param {string} url of the hub
 */
export async function countingProxy(url) {
  const port = Number(new URL(url).port)
  const counts = { sent: 0, received: 0 }
  const server = createServer((client) => {
    const hub = connect(port, '127.0.0.1')
    client.on('data', (bytes) => {
      counts.sent += bytes.length
    })
    hub.on('data', (bytes) => {
      counts.received += bytes.length
    })
    client.pipe(hub)
    hub.pipe(client)
    client.on('error', () => hub.destroy())
    hub.on('error', () => client.destroy())
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}`, counts, stop: () => server.close() }
}
