import type { ReaderOptions } from '../../../core/layout/types.js'
import { Unreadable } from '../unreadable.js'
import type { Dialect } from './records.js'

const NONE = -1

/** Throws Unreadable for what the options ask and we cannot do. */
export function dialectOf(options: ReaderOptions): Dialect {
  const { header, other } = options
  if (Array.isArray(header)) throw unsupported('header', 'Name one row, or give names.')
  const [unknown] = Object.keys(other ?? {})
  if (unknown !== undefined)
    throw unsupported(unknown, 'Remove it from the card, or publish the file as Parquet.')
  if (options.encoding_errors !== undefined && options.encoding_errors !== 'strict')
    throw unsupported('encoding_errors', 'Save the file as UTF-8.')
  return {
    separator: byteOf('sep', options.sep ?? ','),
    quote: byteOf('quotechar', options.quotechar ?? '"'),
    escape: byteOf('escapechar', options.escapechar),
    comment: byteOf('comment', options.comment),
    skipBlankLines: options.skip_blank_lines ?? true,
  }
}

function byteOf(option: string, char: string | undefined): number {
  if (char === undefined || char === null) return NONE
  const code = char.charCodeAt(0)
  if (char.length === 1 && code < 0x80 && code !== 10 && code !== 13) return code
  throw unsupported(option, 'It must be one ASCII character.')
}

const unsupported = (option: string, what: string): Unreadable =>
  new Unreadable('UnsupportedOption', `The option ${option} of the card cannot be followed as it is. ${what}`)
