import { z } from 'zod'

const COMMENT_BYTES = 64 * 1024
// PostgreSQL keeps no NUL in a text
const withoutNul = (text: string) => !text.includes('\0')

/** Markdown as it was written. */
export const Markdown = z
  .string()
  .refine(withoutNul, 'holds a NUL character')
  .refine((text) => Buffer.byteLength(text) <= COMMENT_BYTES, 'is longer than 64 KiB')
export const Words = Markdown.refine((text) => text.trim() !== '', 'is empty')

/** A line of text, without control characters. */
export const line = (least: number, most: number) =>
  z
    .string()
    .trim()
    .min(least)
    .max(most)
    .refine((text) => !/\p{Cc}/u.test(text), 'holds a control character')
