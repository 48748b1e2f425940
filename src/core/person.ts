/** What is known of a person for policies; see docs/passkeys-and-providers.md. */
export const ATTRIBUTES = ['country', 'affiliation'] as const
export type AttributeName = (typeof ATTRIBUTES)[number]

/** Who overrules every provider. */
export const ADMINISTRATOR = 'administrator'

const MOST_LETTERS = 200

/** ISO 3166-1 alpha-2, as of 2024. */
const COUNTRIES = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
  CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
  GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
  KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
  NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
  SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
  VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/),
)

/** The value as it is kept; undefined when it can be none. */
export function attributeValue(name: AttributeName, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (name === 'country') {
    const country = value.trim().toUpperCase()
    return COUNTRIES.has(country) ? country : undefined
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
