/** What the first bytes of a sound say. `seconds` is missing where only the whole file would tell. */
export interface SoundInfo {
  type: 'audio/wav' | 'audio/flac' | 'audio/mpeg' | 'audio/ogg'
  rate?: number
  channels?: number
  seconds?: number
}

export function soundInfo(bytes: Buffer): SoundInfo | undefined {
  const start = bytes.toString('latin1', 0, 12)
  if (/^(RIFF|RF64)/.test(start) && start.slice(8) === 'WAVE') return wavInfo(bytes)
  if (start.startsWith('fLaC')) return flacInfo(bytes)
  if (start.startsWith('OggS')) return oggInfo(bytes)
  const isMpeg = start.startsWith('ID3') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0)
  return isMpeg ? { type: 'audio/mpeg' } : undefined
}

/** Chunks of `id, size, content`, padded to even sizes. The file may be cut: sizes are taken as they are said. */
function wavInfo(bytes: Buffer): SoundInfo {
  let format: { rate: number; channels: number; bytesPerSecond: number } | undefined
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    if (id === 'fmt ' && at + 24 <= bytes.length)
      format = {
        channels: bytes.readUInt16LE(at + 10),
        rate: bytes.readUInt32LE(at + 12),
        bytesPerSecond: bytes.readUInt32LE(at + 16),
      }
    if (id === 'data') return sound('audio/wav', format, format && size / format.bytesPerSecond)
    at += 8 + size + (size % 2)
  }
  return sound('audio/wav', format, undefined)
}

function flacInfo(bytes: Buffer): SoundInfo {
  if (bytes.length < 26 || ((bytes[4] as number) & 0x7f) !== 0) return { type: 'audio/flac' }
  const rate = bytes.readUIntBE(18, 3) >>> 4
  const channels = (((bytes[20] as number) >>> 1) & 7) + 1
  const samples = ((bytes[21] as number) & 0x0f) * 2 ** 32 + bytes.readUInt32BE(22)
  return sound('audio/flac', { rate, channels }, samples > 0 ? samples / rate : undefined)
}

/** The first page holds the header of Vorbis, or of Opus, which always plays at 48 kHz. */
function oggInfo(bytes: Buffer): SoundInfo {
  const at = 27 + (bytes[26] ?? 0)
  if (bytes.length >= at + 16 && bytes.toString('latin1', at, at + 7) === '\x01vorbis')
    return sound(
      'audio/ogg',
      { channels: bytes[at + 11] as number, rate: bytes.readUInt32LE(at + 12) },
      undefined,
    )
  if (bytes.length >= at + 10 && bytes.toString('latin1', at, at + 8) === 'OpusHead')
    return sound('audio/ogg', { channels: bytes[at + 9] as number, rate: 48_000 }, undefined)
  return { type: 'audio/ogg' }
}

function sound(
  type: SoundInfo['type'],
  format: { rate: number; channels: number } | undefined,
  seconds: number | undefined,
): SoundInfo {
  if (!format || format.rate === 0 || format.channels === 0) return { type }
  const { rate, channels } = format
  return { type, rate, channels, ...(Number.isFinite(seconds) && { seconds: seconds as number }) }
}
