export interface HostileName {
  /** As it stands in an address. */
  raw: string
  /** As it stands in JSON. */
  plain: string
  /** It is odd, but a file may be called so. */
  isStorable: boolean
}

const UP = [
  ['..', '/'],
  ['..', '\\'],
  ['..', '%2f'],
  ['..', '%2F'],
  ['..', '%5c'],
  ['..', '%5C'],
  ['%2e%2e', '/'],
  ['%2E%2E', '%2F'],
  ['%2e.', '/'],
  ['.%2e', '%5c'],
  ['%252e%252e', '%252f'],
  ['%25252e%25252e', '%25252f'],
  ['..', ';/'],
  ['..', ';a=b/'],
  ['....', '//'],
  ['....', '\\/'],
  ['..', '%00/'],
  ['..', '%c0%af'],
  ['%c0%ae%c0%ae', '%c0%af'],
  ['%e0%80%ae%e0%80%ae', '/'],
  ['%u002e%u002e', '%u2215'],
  ['..', '%ef%bc%8f'],
  ['\u2025', '/'],
  ['\uff0e\uff0e', '\uff0f'],
  ['..', '%0a/'],
] as const
const DEPTHS = [1, 3, 12]
const TARGETS = ['etc/passwd', 'traversed.txt']

/** Names that must not work, in JSON as in addresses. */
const BAD = [
  ...['..', '.', '../', './', '/', '//', '/etc/passwd', '//etc/passwd', 'a/../b', 'a/./b', 'a//b', 'a/..'],
  ...[
    '\\',
    '..\\..\\x',
    'C:\\Windows\\win.ini',
    '\\\\server\\share\\x',
    'a\\b',
    '\\\\?\\C:\\x',
    '\\\\.\\pipe\\x',
  ],
  ...['a\0b', '\0', 'good.txt\0.png', 'a\nb', 'a\rb', 'a\tb', '\u001b[31m', '\u007f', '\u0085'],
  ...['\u202egpj.exe', 'a\u2066b', '\u200ex', '\ud800', 'a\udfff', '\udc00\ud800'],
  ...['.git', '.git/config', 'a/.git/HEAD', '.GIT/config', 'a/.Git', 'x'.repeat(256), '가'.repeat(86)],
  ...['d/'.repeat(3000), 'x/'.repeat(20_000), `${'y'.repeat(200)}/`.repeat(30)],
]
/** Odd names that a file may have: harmless as long as no path is made of them. */
const ODD = [
  ...[
    '...',
    '..;',
    '..;/x',
    '~',
    '~root/.ssh/id_rsa',
    'C:',
    'C:/Windows',
    'file:///etc/passwd',
    'CON',
    'nul.txt',
  ],
  ...[
    '%2e%2e%2fetc',
    '%00',
    '\u0024{jndi:ldap://x}',
    '$(id)',
    '`id`',
    "'; drop table repos; --",
    '{{7*7}}',
    '-rf',
    '*',
  ],
  ...['<script>alert(1)</script>', 'a b', ' ', 'a?b', 'a#b', 'a&b=c', 'COM1', 'aux', 'lpt1.txt', '.htaccess'],
  ...[
    '\u2215etc\u2215passwd',
    '\uff0fetc',
    '\u2024\u2024',
    '한국어',
    '😀',
    '\u00a0',
    'desktop.ini',
    '__proto__',
  ],
]

/** About 220 names; every way up is tried at several depths. */
export function hostileNames(): HostileName[] {
  const climbing = UP.flatMap(([dots, slash]) =>
    DEPTHS.flatMap((depth) =>
      TARGETS.map((target) => {
        const raw = (dots + slash).repeat(depth) + target
        return { raw, plain: decoded(raw), isStorable: !isBad(decoded(raw)) }
      }),
    ),
  )
  const names = (list: string[], isStorable: boolean) =>
    list.map((plain) => ({ raw: encodeURI(plain.toWellFormed()), plain, isStorable }))
  return [...climbing, ...names(BAD, false), ...names(ODD, true)]
}

const isBad = (name: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /\\|[\u0000-\u001f\u007f-\u009f]/.test(name) || name.split('/').some((part) => /^(|\.|\.\.)$/.test(part))

/** What a server makes of it that decodes once; the text as it is when it is not valid. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
