/** Texts of `../organisations.ts` in Korean. */
export const ORGANISATIONS: Record<string, string> = {
  'The profile of an organisation, with counts': '기관의 프로필과 수치',
  'Members of an organisation': '기관의 구성원',
  'Make an organisation; you become its administrator': '기관 만들기. 만든 사람이 관리자가 됨',
  'Change its full name, and whether members are public: fullname, membersPublic':
    '전체 이름과 구성원 공개 여부 변경: fullname, membersPublic',
  'Change the role of a member: role': '구성원의 역할 변경: role',
  'Remove a member': '구성원 내보내기',
  'Leave an organisation': '기관에서 나가기',
  'Invitations that are open': '답을 기다리는 초대',
  'Invite somebody, by user or email, with a role': 'user나 email로 역할과 함께 초대',
  'Take an invitation back': '초대 거두기',
  'Teams of an organisation': '기관의 팀',
  'Make a team: name': '팀 만들기: name',
  'Delete a team': '팀 삭제',
  'Members of a team': '팀의 구성원',
  'Add a member to a team': '팀에 구성원 추가',
  'Remove a member from a team': '팀에서 구성원 빼기',
  'Repositories that a team works on, with its role in each': '팀이 쓰는 저장소와 각각의 역할',
  'Give a team a role in a data set: role': '팀에 데이터셋의 역할 주기: role',
  'Take the role of a team in a data set away': '데이터셋에서 팀의 역할 없애기',
  'Give a team a role in a model: role': '팀에 모델의 역할 주기: role',
  'Take the role of a team in a model away': '모델에서 팀의 역할 없애기',
  'Traffic of an organisation by day: requests, bytes, milliseconds of SQL':
    '기관의 날마다 사용량: 요청 수, 바이트, SQL 밀리초',
  'What an organisation holds and may hold: bytes, files, requests':
    '기관이 쓰는 양과 한도: 바이트, 파일, 요청 수',
  'Vouchers of an organisation: budget and what is spent': '기관의 바우처: 예산과 쓴 양',
}
