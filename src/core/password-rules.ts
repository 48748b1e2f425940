/** Passwords are compared in one Unicode form: keyboards differ in how they send the same letters. */
export const normalisePassword = (password: string): string => password.normalize('NFKC')

export const SHORTEST = 10
const LONGEST = 256

/** Words that are in the passwords that are tried first, as pieces with digits or signs around or between them. */
const COMMON = [
  ...[
    'password',
    'passw0rd',
    'qwerty',
    'qwertyuiop',
    'qwertyui',
    'asdfghjkl',
    'asdfgh',
    'zxcvbnm',
    'letmein',
  ],
  ...['iloveyou', 'welcome', 'monkey', 'dragon', 'football', 'baseball', 'sunshine', 'princess', 'superman'],
  ...[
    'administrator',
    'admin',
    'changeme',
    'secret',
    'default',
    'abc',
    'q1w2e3r4t5',
    '1q2w3e4r5t',
    '1qaz2wsx3edc',
  ],
  ...[
    'databelt',
    'huggingface',
    'dataset',
    'master',
    'login',
    'test',
    'guest',
    'user',
    'root',
    'hello',
    'computer',
  ],
  ...[
    'michael',
    'charlie',
    'jordan',
    'ashley',
    'batman',
    'starwars',
    'whatever',
    'trustnoone',
    'access',
    'shadow',
  ],
  ...['비밀번호', 'dkssudgktpdy', 'qlalfqjsgh', 'tkfkdgo', 'dlswmd', 'gksrnr', 'alsrnr', 'samsung', 'korea'],
]

/** Why a password is not taken, or undefined. It must be in its normal form. */
export function wrongPassword(
  password: string,
  { name, email }: { name: string; email: string | null },
): string | undefined {
  const length = [...password].length
  if (length < SHORTEST) return `A password needs at least ${SHORTEST} characters.`
  if (length > LONGEST) return `A password may have at most ${LONGEST} characters.`
  const plain = password.toLowerCase()
  const own = [name, email ?? '', (email ?? '').split('@')[0] ?? '']
  if (own.some((word) => word.length > 0 && isOnly(plain, word.toLowerCase())))
    return 'A password must not be your own name or address.'
  if (isRun(plain) || COMMON.some((word) => isOnly(plain, word)))
    return 'This password is among the first that are tried. Take another, such as four words that do not belong together.'
  return undefined
}

/** Whether `text` is `word`, also repeated, with nothing but digits and signs beside it. */
const isOnly = (text: string, word: string): boolean =>
  text.includes(word) && /^[\d\p{P}\p{S}\s]*$/u.test(text.replaceAll(word, ''))

/** A few characters over and over, or the digits and letters in their order. */
function isRun(text: string): boolean {
  if (new Set(text).size < 4) return true
  const steps = [...text].slice(1).map((char, i) => char.charCodeAt(0) - text.charCodeAt(i))
  const inOrder = (step: number) => steps.filter((each) => each === step).length >= steps.length - 1
  return inOrder(1) || inOrder(-1)
}
