import type { Words } from '../words/en.js'

type Kind = keyof Words['people']['licenceAllows']
export interface Licence {
  name: string
  kind: Kind
  address: string
}

const CC = 'https://creativecommons.org'
const SPDX = 'https://spdx.org/licenses'
const creative = (terms: string, version: string, name: string, kind: Kind): [string, Licence] => [
  `cc-${terms}-${version}`,
  { name: `Creative Commons ${name} ${version}`, kind, address: `${CC}/licenses/${terms}/${version}/` },
]
const spdx = (id: string, name: string, kind: Kind): [string, Licence] => [
  id.toLowerCase(),
  { name, kind, address: `${SPDX}/${id}` },
]
/** Licences of the Korean public sector, by type. */
const kogl = (type: number, kind: Kind): [string, Licence] => [
  `kogl-type-${type}`,
  {
    name: `Korea Open Government License (KOGL) Type ${type} · 공공누리 제${type}유형`,
    kind,
    address: 'https://www.kogl.or.kr/info/license.do',
  },
]

const LICENCES = new Map<string, Licence>([
  spdx('MIT', 'MIT License', 'notice'),
  spdx('Apache-2.0', 'Apache License 2.0', 'notice'),
  spdx('BSD-2-Clause', 'BSD 2-Clause License', 'notice'),
  spdx('BSD-3-Clause', 'BSD 3-Clause License', 'notice'),
  spdx('ISC', 'ISC License', 'notice'),
  spdx('Unlicense', 'The Unlicense', 'free'),
  spdx('PDDL-1.0', 'Open Data Commons Public Domain Dedication', 'free'),
  spdx('ODC-By-1.0', 'Open Data Commons Attribution License 1.0', 'attribution'),
  spdx('ODbL-1.0', 'Open Data Commons Open Database License 1.0', 'alike'),
  spdx('CDLA-Permissive-1.0', 'Community Data License Agreement Permissive 1.0', 'notice'),
  spdx('CDLA-Permissive-2.0', 'Community Data License Agreement Permissive 2.0', 'notice'),
  spdx('CDLA-Sharing-1.0', 'Community Data License Agreement Sharing 1.0', 'alike'),
  spdx('GPL-2.0', 'GNU General Public License 2.0', 'copyleft'),
  spdx('GPL-3.0', 'GNU General Public License 3.0', 'copyleft'),
  spdx('LGPL-3.0', 'GNU Lesser General Public License 3.0', 'copyleft'),
  spdx('AGPL-3.0', 'GNU Affero General Public License 3.0', 'copyleft'),
  spdx('MPL-2.0', 'Mozilla Public License 2.0', 'copyleft'),
  ['cc0-1.0', { name: 'Creative Commons Zero 1.0', kind: 'free', address: `${CC}/publicdomain/zero/1.0/` }],
  ...['2.0', '2.5', '3.0', '4.0'].flatMap((version) => [
    creative('by', version, 'Attribution', 'attribution'),
    creative('by-sa', version, 'Attribution-ShareAlike', 'alike'),
    creative('by-nc', version, 'Attribution-NonCommercial', 'noncommercial'),
    creative('by-nc-sa', version, 'Attribution-NonCommercial-ShareAlike', 'noncommercialAlike'),
    creative('by-nd', version, 'Attribution-NoDerivatives', 'unchanged'),
    creative('by-nc-nd', version, 'Attribution-NonCommercial-NoDerivatives', 'noncommercialUnchanged'),
  ]),
  kogl(1, 'attribution'),
  kogl(2, 'noncommercial'),
  kogl(3, 'unchanged'),
  kogl(4, 'noncommercialUnchanged'),
])

/** A licence as cards name it, such as `cc-by-4.0`; undefined for other names. */
export const licenceOf = (name: string): Licence | undefined => LICENCES.get(name.trim().toLowerCase())
