import type { IncomingHttpHeaders } from 'node:http'
import type { Language } from '../../../core/language.js'
import { spokenTo } from '../../language.js'

const EN = {
  signIn: 'Sign in',
  user: 'Name or e-mail address',
  password: 'Password',
  code: 'Code of your authenticator app, or a recovery code',
  newPassword: 'New password',
  setPassword: 'Set a password',
  newPasswordHint: (least: number) => `At least ${least} characters.`,
  passwordSet: 'The password of {user} is set. Sign in with it now.',
  signedInAs: 'You are signed in as',
  goOn: 'Go on',
  signOut: 'Sign out',
  needsScript: 'This page needs JavaScript.',
  otherWays: 'Other ways',
  passkey: 'Sign in with a passkey',
  addPasskey: 'Add a passkey',
  passkeyAdded: 'This passkey was added:',
  deviceTitle: 'Let a program in',
  deviceCode: 'Code that the program shows',
  look: 'Look it up',
  asks: 'This program asks to act in your name:',
  from: 'from the address',
  warning: 'Allow it only if you started it yourself, just now, and it shows this code.',
  allow: 'Allow',
  deny: 'Refuse',
  allowed: 'Done. Go back to the program.',
  denied: 'The program was refused.',
  signUp: 'Make an account',
  signInAgain: 'Sign in with a passkey or a second factor',
}
type Words = typeof EN
const KO: Words = {
  signIn: '로그인',
  user: '이름 또는 이메일 주소',
  password: '비밀번호',
  code: '인증 앱의 코드 또는 복구 코드',
  newPassword: '새 비밀번호',
  setPassword: '비밀번호 설정',
  newPasswordHint: (least) => `${least}자 이상이어야 합니다.`,
  passwordSet: '{user} 계정의 비밀번호를 설정했습니다. 이제 로그인하세요.',
  signedInAs: '로그인한 사용자:',
  goOn: '계속',
  signOut: '로그아웃',
  needsScript: '이 페이지에는 JavaScript가 필요합니다.',
  otherWays: '다른 방법',
  passkey: '패스키로 로그인',
  addPasskey: '패스키 추가',
  passkeyAdded: '패스키를 추가했습니다:',
  deviceTitle: '프로그램 연결 허용',
  deviceCode: '프로그램에 표시된 코드',
  look: '확인',
  asks: '다음 프로그램이 당신의 이름으로 접근하려고 합니다.',
  from: '접속 주소',
  warning: '방금 직접 시작한 프로그램이고 이 코드가 표시될 때만 허용하세요.',
  allow: '허용',
  deny: '거부',
  allowed: '완료되었습니다. 프로그램으로 돌아가세요.',
  denied: '프로그램을 거부했습니다.',
  signUp: '계정 만들기',
  signInAgain: '패스키나 2단계 인증으로 로그인하기',
}

/** The words of a page in the language that was chosen in the app, else in that which the browser prefers. */
export function wordsFor(headers: Pick<IncomingHttpHeaders, 'cookie' | 'accept-language'>): {
  language: Language
  words: Words
} {
  const language = spokenTo(headers)
  return { language, words: language === 'ko' ? KO : EN }
}
