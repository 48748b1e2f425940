import { expect, test } from 'vitest'
import { isJunk } from './junk-files.js'
import { licenceOfText, licenceWarnings } from './licences.js'
import { nameFault, nameFrom } from './repo-name.js'

test('licences are known by their text, and what does not go together is told', () => {
  expect(licenceOfText('Creative Commons Attribution-ShareAlike 4.0 International')).toBe('cc-by-sa-4.0')
  expect(licenceOfText('                 Apache License\n           Version 2.0, January 2004')).toBe(
    'apache-2.0',
  )
  expect(licenceWarnings('', undefined, 'none')).toEqual(['none'])
  expect(licenceWarnings('mit', 'apache-2.0', 'none')).toEqual(['disagrees'])
  expect(licenceWarnings('cc-by-nc-4.0', undefined, 'open')).toEqual(['nonCommercialButOpen'])
  expect(licenceWarnings('cc-by-4.0', 'cc-by-4.0', 'open')).toEqual([])
})

test('junk of systems is left out, data is not', () => {
  expect(['a/.DS_Store', 'Thumbs.db', '__MACOSX/a.csv', 'x/._b.csv'].map(isJunk)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(['data/a.csv', '.gitattributes', 'README.md'].map(isJunk)).toEqual([false, false, false])
})

test('names: faults, and one made of a title', () => {
  expect(nameFault('seoul-weather_2026.v1')).toBeUndefined()
  expect(['', '서울', '-a', 'a--b', 'a.git'].map(nameFault)).toEqual([
    'empty',
    'characters',
    'ends',
    'doubled',
    'git',
  ])
  expect(nameFrom('Seoul weather (2026) 서울')).toBe('seoul-weather-2026')
  expect(nameFault(nameFrom('..Ünïcode -- Name..git'))).not.toBe('doubled')
})
