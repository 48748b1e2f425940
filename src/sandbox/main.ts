import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { openEngine } from './engine.js'
import { TASKS } from './tasks.js'

/**
 * The program inside the sandbox: takes tasks as JSON lines on stdin, answers with JSON lines on descriptor 3, writes bulk
 * bytes to stdout. It is started with the folder it may write to, and killed when it is not needed any more.
 */
const answers = new Socket({ fd: 3 })
const say = (answer: object) => answers.write(`${JSON.stringify(answer)}\n`)
const outFolder = process.argv[2] ?? '/out'

// The hub is gone: nobody waits for what is being done. An ordinary exit would wait for the threads of a query, and the
// first process of a namespace cannot send itself a signal.
for (const event of ['end', 'error', 'close']) answers.on(event, () => process.abort())
answers.resume()

const engine = await openEngine(outFolder)
say({ kind: 'ready' })
for await (const line of createInterface({ input: process.stdin })) {
  const { name, input } = JSON.parse(line)
  try {
    const task = TASKS[name as keyof typeof TASKS]
    const progress = (progress: unknown) => say({ kind: 'progress', progress })
    say({ kind: 'done', result: (await task({ engine, outFolder, progress }, input)) ?? null })
  } catch (error) {
    say({ kind: 'failed', ...describe(error) })
  }
}

function describe(error: unknown): { code: string; message: string } {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return { code: typeof code === 'string' ? code : '', message: String(message ?? error) }
}
