/** Texts of `../writing.ts` in Korean. */
export const WRITING: Record<string, string> = {
  'Make a repository': '저장소 만들기',
  'Give a repository another name or owner; the old name leads to it':
    '저장소의 이름이나 소유자 바꾸기. 옛 이름은 새 주소로 이어짐',
  'Delete a repository': '저장소 삭제',
  'Check the text of a card; answers errors and warnings, with 400 when there are errors':
    '카드의 글 검사. 오류와 경고를 답하고, 오류가 있으면 400',
  'Change visibility, gate and whether there are discussions': '공개 여부, 승인 방식, 토론 사용 여부 변경',
  'For at most 1000 files: whether each goes into the commit or by LFS; the address ends in a revision':
    '최대 1000개 파일마다 커밋에 넣을지 LFS로 보낼지. 주소는 버전으로 끝남',
  'Commit files to a branch; the body is NDJSON, a line an operation':
    '브랜치에 파일 커밋. 본문은 한 줄에 작업 하나인 NDJSON',
  'Make a branch, named by the address': '주소에 적은 이름의 브랜치 만들기',
  'Delete a branch': '브랜치 삭제',
  'Make a tag of the revision in the address; the body names it':
    '주소에 적은 버전에 태그 달기. 이름은 본문에',
  'Delete a tag': '태그 삭제',
  'Replace the history of a branch by one commit': '브랜치의 기록을 커밋 하나로 합치기',
  'Change LFS files; not on this hub, always refused with 501 NotImplemented: delete them in a commit':
    'LFS 파일 변경. 이 허브에 없으며 항상 501 NotImplemented로 거절함. 커밋으로 삭제할 것',
  'Duplicate a repository; not on this hub, always refused with 501 NotImplemented':
    '저장소 복제. 이 허브에 없으며 항상 501 NotImplemented로 거절함',
  'The open offer to give the repository to another owner; 404 when there is none':
    '저장소를 넘기겠다는 열린 제안. 없으면 404',
  'Offer the repository to another user or organisation': '다른 사용자나 기관에 저장소를 넘기겠다고 제안',
  'Take the offer back': '제안 거두기',
  'Repositories that are offered to you or to organisations of which you are an administrator':
    '나와 내가 관리하는 기관에 온 저장소 이전 제안',
  'Accept a repository that is offered': '제안된 저장소 받기',
  'Decline a repository that is offered': '제안된 저장소 거절',
  'Single users with a role in the repository': '저장소에서 역할을 받은 개별 사용자',
  'Give a user a role in the repository': '사용자에게 저장소의 역할 주기',
  'Take the role of a user away': '사용자의 역할 없애기',
}
