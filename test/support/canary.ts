import { type AddressInfo, createServer } from 'node:net'

/** Something that listens on this machine, and counts who comes. */
export async function startCanary() {
  const canary = { port: 0, reached: 0, close: () => server.close() }
  const server = createServer((socket) => {
    canary.reached++
    socket.destroy()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  canary.port = (server.address() as AddressInfo).port
  return canary
}
