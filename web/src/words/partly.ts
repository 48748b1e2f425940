import type { DeepPartial } from '../codecs/filled.js'
import { filled } from '../codecs/filled.js'
import en, { type Words } from './en.js'

/** A language that lacks some words yet, which are said in English. */
export const partly = (some: DeepPartial<Words>): Words => filled<Words>(some, en)
