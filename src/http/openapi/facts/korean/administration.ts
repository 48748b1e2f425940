/** Texts of `../administration.ts` in Korean. */
export const ADMINISTRATION: Record<string, string> = {
  'The hub as a whole: sizes, accounts, work': '허브 전체: 크기, 계정, 작업',
  'Whether the parts of the hub work': '허브의 각 부분이 동작하는지',
  'Tables that are built or failed, of the whole hub, newest first':
    '허브 전체에서 만들고 있거나 실패한 표. 최근 것부터',
  'failed, running, pending or ready; failed when absent':
    'failed, running, pending, ready 가운데 하나. 없으면 failed',
  'Traffic of the hub by day and by hour': '허브의 날마다, 시간마다 트래픽',
  'Find users or organisations': '사용자나 기관 찾기',
  'user or org; user when absent': 'user 또는 org. 없으면 user',
  'Words of the name or e-mail address': '이름이나 이메일 주소에 있는 말',
  'true: only those that are suspended': 'true: 정지된 계정만',
  'All users': '모든 사용자',
  'One user, with e-mail address': '사용자 하나와 이메일 주소',
  'Suspend a user, or let them in again': '사용자를 정지하거나 다시 열기',
  'Delete a user': '사용자 삭제',
  'Traffic of the hub by day and repository: requests, bytes, milliseconds of SQL':
    '허브의 날짜와 저장소별 사용량: 요청 수, 바이트, SQL 밀리초',
  'Set what an owner or a repository may hold and send; null: as usual, 0: no limit':
    '소유자나 저장소의 저장, 전송 한도 정하기. null은 기본값, 0은 제한 없음',
  'Give a user or organisation a budget': '사용자나 기관에 예산 주기',
  'Vouchers of the hub, or of one owner': '허브나 한 소유자의 바우처',
  'Only of this user or organisation': '이 사용자나 기관의 것만',
  'Revoke a voucher': '바우처 회수',
  'What was reserved and spent of a voucher': '바우처에서 예약하고 쓴 내역',
  'Traffic of a repository by day: requests, bytes, milliseconds of SQL':
    '저장소의 날마다 사용량: 요청 수, 바이트, SQL 밀리초',
  'What a repository holds and may hold: bytes, files, requests':
    '저장소가 쓰는 양과 한도: 바이트, 파일, 요청 수',
}
