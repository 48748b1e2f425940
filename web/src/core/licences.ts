/** Licences people choose from, as cards name them; the most open first. */
export const LICENCES = [
  ...['cc0-1.0', 'cc-by-4.0', 'cc-by-sa-4.0', 'cc-by-nc-4.0', 'cc-by-nc-sa-4.0', 'cc-by-nd-4.0'],
  ...['cc-by-nc-nd-4.0', 'odc-by', 'odbl', 'pddl', 'cdla-permissive-2.0', 'cdla-sharing-1.0'],
  ...['kogl-type-1', 'kogl-type-2', 'kogl-type-3', 'kogl-type-4'],
  ...['apache-2.0', 'mit', 'bsd-3-clause', 'gpl-3.0', 'other'],
]

export type LicenceWarning = 'none' | 'disagrees' | 'nonCommercialButOpen'

/** Sentences by which the text of a licence is known. The narrower ones first. */
const TEXTS: [id: string, pattern: RegExp][] = [
  ['cc-by-nc-sa-4.0', /Attribution-NonCommercial-ShareAlike 4\.0/i],
  ['cc-by-nc-nd-4.0', /Attribution-NonCommercial-NoDerivatives 4\.0/i],
  ['cc-by-nc-4.0', /Attribution-NonCommercial 4\.0/i],
  ['cc-by-sa-4.0', /Attribution-ShareAlike 4\.0/i],
  ['cc-by-nd-4.0', /Attribution-NoDerivatives 4\.0/i],
  ['cc-by-4.0', /Attribution 4\.0 International/i],
  ['cc0-1.0', /CC0 1\.0 Universal/i],
  ['odbl', /Open Database License/i],
  ['pddl', /Public Domain Dedication and License/i],
  ['odc-by', /Open Data Commons Attribution/i],
  ['cdla-permissive-2.0', /Community Data License Agreement.{0,20}Permissive.{0,20}2\.0/is],
  ['apache-2.0', /Apache License\s+Version 2\.0/i],
  ['gpl-3.0', /GNU GENERAL PUBLIC LICENSE\s+Version 3/i],
  ['bsd-3-clause', /Neither the name of .{0,200}endorse or promote/is],
  ['mit', /Permission is hereby granted, free of charge/i],
]

export const isLicenceFile = (path: string): boolean => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(path)

/** Which licence a text is; undefined: none that is known here. */
export const licenceOfText = (text: string): string | undefined =>
  TEXTS.find(([, pattern]) => pattern.test(text.slice(0, 20_000)))?.[0]

/** What to think over before publishing under a licence. */
export function licenceWarnings(chosen: string, inFile: string | undefined, terms: string): LicenceWarning[] {
  const found: LicenceWarning[] = []
  if (chosen === '') found.push('none')
  if (chosen !== '' && inFile !== undefined && inFile !== chosen) found.push('disagrees')
  if (/-nc\b|kogl-type-[24]/.test(chosen) && terms === 'open') found.push('nonCommercialButOpen')
  return found
}
