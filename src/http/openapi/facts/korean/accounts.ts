/** Texts of `../accounts.ts` in Korean. */
export const ACCOUNTS: Record<string, string> = {
  'Who you are, your organisations, and your token or session': '나, 내 기관, 쓰고 있는 토큰이나 세션',
  'The profile of a user, with counts': '사용자의 프로필과 수치',
  'Which ways to sign in there are, whether accounts can be made, and who is signed in':
    '로그인 방법, 계정을 만들 수 있는지, 로그인한 사람',
  'Sign in with a password; answers with a cookie': '비밀번호로 로그인. 쿠키로 답함',
  'Make an account, and sign in': '계정을 만들고 로그인',
  'Sign out: end this session': '로그아웃: 이 세션 끝내기',
  'Set a password by a link of the administrator': '관리자가 준 링크로 비밀번호 정하기',
  'Begin signing in with a passkey; answers what the browser needs':
    '패스키 로그인 시작. 브라우저에 필요한 것을 답함',
  'Sign in with a passkey; answers with a cookie': '패스키로 로그인. 쿠키로 답함',
  'Providers of OpenID Connect at which one can sign in': '로그인할 수 있는 OpenID Connect 제공자',
  'Begin signing in at a provider: leads there': '제공자에서 로그인 시작: 그곳으로 이동',
  'Where a provider sends the browser back: signs in and leads on':
    '제공자가 브라우저를 돌려보내는 곳: 로그인하고 이어서 이동',
  'Your language, and which mail you want': '내 언어와 받을 메일',
  'Change your language, and which mail you want: language, notifications':
    '내 언어와 받을 메일 변경: language, notifications',
  'Your name, e-mail address, and what is known of you by proof': '내 이름, 이메일 주소, 확인된 사항',
  'Change your name or e-mail address: fullname, email': '이름이나 이메일 주소 변경: fullname, email',
  'Your passkeys': '내 패스키',
  'One passkey of yours': '내 패스키 하나',
  'Begin adding a passkey; answers what the browser needs': '패스키 추가 시작. 브라우저에 필요한 것을 답함',
  'Add a passkey': '패스키 추가',
  'Give a passkey another name': '패스키 이름 바꾸기',
  'Remove a passkey': '패스키 없애기',
  'Accounts at providers that are linked to yours': '내 계정에 연결된 제공자 계정',
  'Begin linking an account at a provider; answers the address to go to':
    '제공자 계정 연결 시작. 이동할 주소를 답함',
  'Unlink an account at a provider': '제공자 계정의 연결 끊기',
  'Where you are signed in': '로그인한 곳',
  'End a session of yours': '내 세션 끝내기',
  'Your access tokens, without their secrets': '내 접근 토큰. 비밀 값은 빠짐',
  'Make an access token; its secret is told once': '접근 토큰 만들기. 비밀 값은 한 번만 보여 줌',
  'Revoke a token, by its name': '이름으로 토큰 폐기',
  'Change your password': '비밀번호 변경',
  'Whether you sign in with a second factor, and how many recovery codes are left':
    '2단계 인증을 쓰는지와 남은 복구 코드 수',
  'Begin a second factor; answers the secret for an authenticator app':
    '2단계 인증 시작. 인증 앱에 넣을 비밀 값을 답함',
  'Turn the second factor on by a code; answers recovery codes': '코드로 2단계 인증 켜기. 복구 코드를 답함',
  'Turn the second factor off': '2단계 인증 끄기',
  'Your e-mail address, and whether it was shown to be yours': '내 이메일 주소와 확인 여부',
  'Send a code to your e-mail address': '내 이메일 주소로 코드 보내기',
  'Show by the code that the address is yours': '코드로 내 주소임을 확인',
  'Begin a login of a program (RFC 8628); answers a code for the user':
    '프로그램의 로그인 시작(RFC 8628). 사용자에게 보여 줄 코드를 답함',
  'Ask whether the program was let in, or renew its token; answers an access token':
    '프로그램이 허락되었는지 묻거나 토큰 갱신. 접근 토큰을 답함',
  'Which program waits for this code, and from where': '이 코드를 기다리는 프로그램과 그 위치',
  'Let a program in, or refuse it: code, allow': '프로그램을 허락하거나 거절: code, allow',
  'Invitations that wait for you': '나를 기다리는 초대',
  'Accept an invitation; one by e-mail needs its secret': '초대 받기. 이메일 초대는 secret이 필요함',
  'Decline an invitation; one by e-mail needs its secret': '초대 거절. 이메일 초대는 secret이 필요함',
  'Traffic of your repositories by day: requests, bytes, milliseconds of SQL':
    '내 저장소의 날마다 사용량: 요청 수, 바이트, SQL 밀리초',
  'What you hold and may hold: bytes, files, requests': '내가 쓰는 양과 한도: 바이트, 파일, 요청 수',
  'Your vouchers: budget and what is spent': '내 바우처: 예산과 쓴 양',
}
