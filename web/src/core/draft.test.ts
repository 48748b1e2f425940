import { expect, test } from 'vitest'
import { languageCodes, wrongLanguages } from './draft.js'
import { languageNames } from './language-names.js'

test('languages are understood by code and by name, in English and Korean', () => {
  expect(languageCodes('ko, EN')).toEqual(['ko', 'en'])
  expect(languageCodes('Korean, 영어; 일본어 ko')).toEqual(['ko', 'en', 'ja'])
  expect(languageCodes('Traditional Chinese')).toEqual(['zh-Hant'])
  expect(languageCodes(' , ')).toEqual([])
})

test('what is no language is named', () => {
  expect(wrongLanguages('한국어, zh-Hans, multilingual')).toEqual([])
  expect(wrongLanguages('Korean, Klingonese')).toEqual(['klingonese'])
})

test('names to choose from are in the language of the page', () => {
  expect(languageNames('ko')).toContain('한국어')
  expect(languageNames('en')).toContain('Korean')
  expect(languageNames('en')).not.toContain('iw')
})
