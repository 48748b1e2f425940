import { isCountry } from './countries.js'

/** What is known of a person for policies; see docs/passkeys-and-providers.md. */
export const ATTRIBUTES = ['country', 'affiliation'] as const
export type AttributeName = (typeof ATTRIBUTES)[number]

/** Who overrules every provider. */
export const ADMINISTRATOR = 'administrator'

const MOST_LETTERS = 200

/** The value as it is kept; undefined when it can be none. */
export function attributeValue(name: AttributeName, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (name === 'country') {
    const country = value.trim().toUpperCase()
    return isCountry(country) ? country : undefined
  }
  return plainText(value, MOST_LETTERS)
}

/** Control characters, those that turn the direction of text, and halves of characters. */
const UNSEEN = /[\s\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu

/** Text from outside, on one line, without control and direction characters; undefined when nothing is left. */
export function plainText(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string') return undefined
  const plain = value.slice(0, most * 4).replace(UNSEEN, ' ')
  return [...plain.trim()].slice(0, most).join('').trim() || undefined
}
