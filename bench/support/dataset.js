import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { cp, mkdir, open, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sha256 } from './data.js'

const CSV_BYTES = 88e6
const SAMPLE_BYTES = 512
const WORDS =
  '영화 정말 재미있어요 배우 연기가 최고 다시 보고 싶다 시간 가는 줄 몰랐네 별로 지루하고 감독 음악 좋았다'.split(
    ' ',
  )

/**
 * A folder with a CSV of 88 MB and 3,000 small recordings: the real ones (Naver reviews, spoken digits) when
 * DATABELT_TEST_DATA names them, else made ones of the same sizes.
 * @param {string} folder @param {boolean} quick
 */
export async function makeDataset(folder, quick) {
  const real = process.env.DATABELT_TEST_DATA
  await mkdir(folder, { recursive: true })
  const csv = join(folder, 'reviews.csv')
  const recordings = join(folder, 'recordings')
  if (!quick && real && existsSync(join(real, 'nsmc')) && existsSync(join(real, 'fsdd'))) {
    await cp(join(real, 'nsmc/reviews.csv'), csv)
    await cp(join(real, 'fsdd/recordings'), recordings, { recursive: true })
    return
  }
  await writeReviews(csv, quick ? CSV_BYTES / 10 : CSV_BYTES)
  await mkdir(recordings)
  for (let i = 0; i < (quick ? 300 : 3000); i++)
    await writeFile(join(recordings, `${i % 10}_speaker_${i}.wav`), recording(i))
}

/** Made reviews, as CSV. @param {string} path @param {number} size */
export const writeReviews = (path, size) => pipeline(Readable.from(reviews(size)), createWriteStream(path))

function* reviews(size) {
  let lines = 'review,date,rating,author,review_id,movie_id\n'
  for (let row = 0, written = 0; written < size; row++) {
    const digest = createHash('sha256').update(`review ${row}`).digest()
    const text = [...digest.subarray(0, 4 + (digest[31] % 14))]
      .map((byte) => WORDS[byte % WORDS.length])
      .join(' ')
    lines += `${text},2026-01-0${1 + (row % 9)},${1 + (digest[30] % 10)},user${digest[29]}****,${row},${digest.readUInt16BE(27)}\n`
    if (lines.length > 65_536) {
      written += Buffer.byteLength(lines)
      yield lines
      lines = ''
    }
  }
  yield lines
}

/** 3 to 11 kB that no filter mistakes for text. */
function recording(number) {
  const seed = createHash('sha512').update(`recording ${number}`).digest()
  const content = Buffer.alloc(3000 + (seed.readUInt16BE(0) % 8000))
  for (let at = 44; at < content.length; at++) content[at] = seed[at % 64] ^ (at >> 6)
  content.write('RIFF', 0)
  return content
}

/** What a client must know of each file before it sends it. @param {string} folder */
export async function describeFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = []
  for (const entry of entries.filter((one) => one.isFile() && !one.path.includes('.git'))) {
    const local = join(entry.path, entry.name)
    const path = local.slice(folder.length + 1)
    const { size } = await stat(local)
    const openFile = () => createReadStream(local, { highWaterMark: 1024 * 1024 })
    files.push({
      path,
      local,
      size,
      oid: await sha256(openFile()),
      sample: await sampleOf(local),
      open: openFile,
    })
  }
  return files
}

/** The first bytes in base64, which tell text from other content. */
async function sampleOf(local) {
  const file = await open(local)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0)
    return buffer.toString('base64', 0, bytesRead)
  } finally {
    await file.close()
  }
}
