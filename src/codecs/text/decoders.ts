import { Cp949Decoder } from './cp949.js'

/** Bytes to text in pieces; throws TypeError where the bytes are not of the encoding. */
export interface StreamDecoder {
  decode(bytes: Uint8Array, options: { stream: boolean }): string
}

/** Names that Python has and the web has not, without `-` and `_`. */
const ALIASES: Record<string, string> = {
  utf8: 'utf-8',
  utf8sig: 'utf-8',
  u8: 'utf-8',
  utf16: 'utf-16',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  cp949: 'cp949',
  ms949: 'cp949',
  uhc: 'cp949',
  euckr: 'cp949',
  ksc5601: 'cp949',
  windows949: 'cp949',
  shiftjis: 'shift_jis',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  mskanji: 'shift_jis',
  eucjp: 'euc-jp',
  ujis: 'euc-jp',
  gb18030: 'gb18030',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  cp936: 'gb18030',
  big5: 'big5',
  cp950: 'big5',
  latin1: 'latin1',
  latin: 'latin1',
  l1: 'latin1',
  iso88591: 'latin1',
  ascii: 'utf-8',
  usascii: 'utf-8',
  cp1252: 'windows-1252',
  windows1252: 'windows-1252',
}

/** The name of an encoding as we write it; undefined when there is no such encoding here. */
export function encodingOf(name: string): string | undefined {
  const alias = ALIASES[name.toLowerCase().replaceAll(/[-_ ]/g, '')]
  if (alias) return alias
  try {
    return new TextDecoder(name.replaceAll('_', '-')).encoding
  } catch {
    return undefined
  }
}

/** For a name of `encodingOf`. */
export function decoderOf(encoding: string): StreamDecoder {
  if (encoding === 'cp949') return new Cp949Decoder()
  if (encoding === 'latin1') return { decode: (bytes) => Buffer.from(bytes).toString('latin1') }
  // Node 20 takes windows-1252 for latin1
  if (encoding === 'windows-1252') return { decode: decodeWindows1252 }
  if (encoding === 'utf-16') return new Utf16Decoder()
  return new TextDecoder(encoding, { fatal: true })
}

/** 0x80 to 0x9f. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
const decodeWindows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replaceAll(/[\x80-\x9f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] as string)

/** UTF-16 with a mark that says the order; without one, the low byte comes first. */
class Utf16Decoder implements StreamDecoder {
  private decoder: StreamDecoder | undefined
  private first: Uint8Array = new Uint8Array()

  decode(bytes: Uint8Array, options: { stream: boolean }): string {
    if (this.decoder) return this.decoder.decode(bytes, options)
    const start = Buffer.concat([this.first, bytes])
    if (start.length < 2 && options.stream) {
      this.first = start
      return ''
    }
    const isBig = start[0] === 0xfe && start[1] === 0xff
    this.decoder = new TextDecoder(isBig ? 'utf-16be' : 'utf-16le', { fatal: true })
    return this.decoder.decode(start, options)
  }
}
