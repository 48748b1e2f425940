export type NameFault = 'empty' | 'characters' | 'ends' | 'doubled' | 'git'

/** What the hub would say against a name of a data set; undefined: nothing. */
export function nameFault(name: string): NameFault | undefined {
  if (name === '') return 'empty'
  if (!/^[A-Za-z0-9_.-]{1,96}$/.test(name)) return 'characters'
  if (/^[-.]|[-.]$/.test(name)) return 'ends'
  if (name.includes('--') || name.includes('..')) return 'doubled'
  return name.endsWith('.git') ? 'git' : undefined
}

/** A name made of a title or the name of a folder; '' when nothing of it can be kept. */
export const nameFrom = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_.]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/\.{2,}/g, '.')
    .slice(0, 96)
    .replace(/^[-.]+|[-.]+$/g, '')
    .toLowerCase()
