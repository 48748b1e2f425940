import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './hub.js'
import { pathWithSbin, waitFor } from './tools.js'

const READY_MS = 10_000

/**
 * nginx with one worker and sendfile on a folder, as its Debian package builds it; PUT needs `writable`. It has
 * its own configuration and port: the system's nginx is not touched.
 * @param {{ work: string, root: string, writable?: boolean }} options
 */
export async function startNginx({ work, root, writable = false }) {
  const folder = join(work, `nginx-${await freePort()}`)
  const port = await freePort()
  for (const name of ['', 'body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'])
    await mkdir(join(folder, name), { recursive: true })
  const config = `
    ${process.getuid() === 0 ? 'user root;' : ''}
    daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
    events { worker_connections 256; }
    http {
      access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; client_max_body_size 0;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      server {
        listen 127.0.0.1:${port};
        root ${root};
        ${writable ? 'dav_methods PUT; create_full_put_path on;' : ''}
      }
    }`
  await writeFile(join(folder, 'nginx.conf'), config)
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
  return started('nginx', args, port)
}

/** @param {string} root */
export async function startPlainServer(root) {
  const port = await freePort()
  const program = fileURLToPath(new URL('plain-server.js', import.meta.url))
  return started(process.execPath, [program, root, String(port)], port)
}

/** @param {string} program @param {string[]} args @param {number} port */
async function started(program, args, port) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], ...pathWithSbin() })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  // any answer will do, a 404 too
  await waitFor(() => fetch(url).then(() => true), READY_MS, program).catch(async (error) => {
    await stop()
    throw error
  })
  return { url, pid: child.pid, stop }
}
