const SPDX = new Map(
  [
    ...['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'GPL-2.0', 'GPL-3.0', 'LGPL-3.0', 'AGPL-3.0'],
    ...['CC0-1.0', 'CC-BY-2.0', 'CC-BY-3.0', 'CC-BY-4.0', 'CC-BY-SA-3.0', 'CC-BY-SA-4.0', 'CC-BY-NC-4.0'],
    ...['CC-BY-NC-SA-4.0', 'CC-BY-ND-4.0', 'CC-BY-NC-ND-4.0', 'ODbL-1.0', 'PDDL-1.0', 'ODC-By-1.0'],
    ...['CDLA-Permissive-1.0', 'CDLA-Permissive-2.0', 'CDLA-Sharing-1.0', 'MPL-2.0', 'ISC', 'Unlicense'],
  ].map((id) => [id.toLowerCase(), id]),
)

/** The address of a licence that a card names as https://spdx.org/licenses does; undefined for other names. */
export function licenceAddress(name: string): string | undefined {
  const id = SPDX.get(name.toLowerCase())
  return id && `https://spdx.org/licenses/${id}`
}
