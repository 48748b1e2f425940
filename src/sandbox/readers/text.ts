import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { value } from '../../core/features.js'
import { literal } from '../../core/sql-text.js'
import { asUtf8 } from '../sources/encoding.js'
import { unpacked } from '../sources/unpack.js'
import type { ReadContext, ReadSource, Relation, SourceFile } from './reader.js'
import { Unreadable } from './unreadable.js'

const CHUNK_BYTES = 1024 * 1024
const MOST_ROW_BYTES = 64 * 1024 * 1024
const NO_NULL = '\u0001no null\u0002'
const features = [{ name: 'text', type: value('string') }]

/** Lines, paragraphs or whole files of text. Line breaks of all systems are \n, as Python reads them. */
export const readText: ReadSource = async (context, { files, options }) => {
  const encodings = new Set<string>()
  const texts: { path: string; name: string }[] = []
  for (const file of files) {
    const text = await asUtf8(context.work, await unpacked(context.work, file), { name: file.name, options })
    if (text.encoding) encodings.add(text.encoding)
    texts.push({ path: text.path, name: file.name })
  }
  const notes: Record<string, string> = encodings.size > 0 ? { encoding: [...encodings].join(', ') } : {}
  const { sample_by = 'line', keep_linebreaks = false } = options
  if (sample_by === 'document') return { ...(await documents(context, texts)), notes }
  const cut = sample_by === 'paragraph' ? '\n\n' : '\n'
  return { ...(await pieces(context, texts, { cut, ending: keep_linebreaks ? '\n' : '' })), notes }
}

type Text = Pick<SourceFile, 'path' | 'name'>
type Rows = Pick<Relation, 'from' | 'features'>

async function documents({ work }: ReadContext, texts: Text[]): Promise<Rows> {
  const paths: string[] = []
  for (const { path, name } of texts) {
    if ((await stat(path)).size > MOST_ROW_BYTES) throw tooLong(name)
    const to = work.path()
    const out = createWriteStream(to)
    for await (const text of chunksOf(path)) if (!out.write(text, 'latin1')) await once(out, 'drain')
    out.end()
    await finished(out)
    paths.push(to)
  }
  return { from: `(select content as text from read_text([${paths.map(literal).join(', ')}]))`, features }
}

/** Each piece becomes a field in quotes, so that DuckDB reads them as they are. */
async function pieces(
  { work }: ReadContext,
  texts: Text[],
  rules: { cut: string; ending: string },
): Promise<Rows> {
  const to = work.path()
  const out = createWriteStream(to, { highWaterMark: 4 * CHUNK_BYTES })
  let longest = 0
  for (const { path, name } of texts)
    for await (const rows of piecesOf(path, name, rules)) {
      const quoted = rows.map((row) => `"${row.replaceAll('"', '""')}"\n`)
      for (const row of quoted) longest = Math.max(longest, row.length)
      if (!out.write(quoted.join(''), 'latin1')) await once(out, 'drain')
    }
  out.end()
  await finished(out)
  const most = Math.max(2 * CHUNK_BYTES, longest + 1)
  return {
    from: `read_csv(${literal(to)}, columns = {'text': 'VARCHAR'}, header = false, auto_detect = false, delim = ',',
      quote = '"', escape = '"', new_line = '\\n', nullstr = ${literal(NO_NULL)}, max_line_size = ${most},
      buffer_size = ${Math.max(16 * CHUNK_BYTES, 2 * most)})`,
    features,
  }
}

async function* piecesOf(
  path: string,
  name: string,
  { cut, ending }: { cut: string; ending: string },
): AsyncGenerator<string[]> {
  const isParagraphs = cut.length > 1
  let rest = ''
  for await (const text of chunksOf(path)) {
    const found = (rest + text).split(cut)
    rest = found.pop() ?? ''
    if (rest.length > MOST_ROW_BYTES) throw tooLong(name)
    yield isParagraphs ? found.filter((piece) => piece !== '') : found.map((piece) => piece + ending)
  }
  if (rest !== '') yield [rest]
}

/** Text of one character a byte, with \n as the only line break. */
async function* chunksOf(path: string): AsyncGenerator<string> {
  let isAfterCr = false
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const text = (chunk as Buffer).toString('latin1')
    const start = isAfterCr && text.startsWith('\n') ? 1 : 0
    isAfterCr = text.endsWith('\r')
    yield text.slice(start).replaceAll(/\r\n?/g, '\n')
  }
}

const tooLong = (name: string): Unreadable =>
  new Unreadable(
    'TooLarge',
    `${name} has a row of more than ${MOST_ROW_BYTES / 1024 ** 2} MiB. Break it into lines, or set sample_by.`,
  )
