/** Texts of `../protocols.ts` in Korean. */
export const PROTOCOLS: Record<string, string> = {
  'git: how a clone, fetch or push begins': 'git: clone, fetch, push의 시작',
  'git-upload-pack or git-receive-pack': 'git-upload-pack 또는 git-receive-pack',
  'git: send what a clone or fetch asks for': 'git: clone이나 fetch에 필요한 것 보내기',
  'git: receive a push': 'git: push 받기',
  'git: the default branch': 'git: 기본 브랜치',
  'git-lfs: signed addresses to send or get at most 1000 objects':
    'git-lfs: 최대 1000개 객체를 보내거나 받을 서명된 주소',
  'git-lfs: send the bytes of an object, at a signed address': 'git-lfs: 서명된 주소로 객체의 바이트 보내기',
  'git-lfs: the bytes of an object, at a signed address; answers ranges':
    'git-lfs: 서명된 주소에서 객체의 바이트 받기. 범위 요청을 받음',
  'git-lfs: send one part of a large object': 'git-lfs: 큰 객체의 한 부분 보내기',
  'git-lfs: all parts were sent: put them together and check them':
    'git-lfs: 부분을 모두 보냈음을 알려 합치고 검사하기',
  'git-lfs: whether an object has arrived': 'git-lfs: 객체가 도착했는지',
  'git-lfs: locks before a push; always an empty list': 'git-lfs: push 전의 잠금 목록. 항상 비어 있음',
  'git-lfs: list locks; not on this hub, always refused with 501 NotImplemented':
    'git-lfs: 잠금 목록. 이 허브에 없으며 항상 501 NotImplemented로 거절함',
  'git-lfs: lock a file; not on this hub, always refused with 501 NotImplemented':
    'git-lfs: 파일 잠그기. 이 허브에 없으며 항상 501 NotImplemented로 거절함',
  'git-lfs: unlock a file; not on this hub, always refused with 501 NotImplemented':
    'git-lfs: 파일 잠금 풀기. 이 허브에 없으며 항상 501 NotImplemented로 거절함',
  'xet: a token to read files of the repository in chunks': 'xet: 저장소의 파일을 조각으로 읽을 토큰',
  'xet: a token to write files to the repository in chunks': 'xet: 저장소에 파일을 조각으로 쓸 토큰',
  'xet: send a xorb, a pack of chunks': 'xet: 조각 묶음(xorb) 보내기',
  'xet: whether you may refer to a xorb': 'xet: 조각 묶음(xorb)을 가리켜도 되는지',
  'xet: send a shard: how files are put together of chunks': 'xet: 샤드 보내기: 조각으로 파일을 맞추는 방법',
  'xet: send a shard; answers lines of JSON that tell how far its check is':
    'xet: 샤드 보내기. 검사가 얼마나 되었는지 JSON 줄로 답함',
  'xet: how to put a file together: chunks and where to get them; answers ranges':
    'xet: 파일을 맞추는 방법: 조각과 받을 곳. 범위 요청을 받음',
  'xet: how to put a file together, with one address for each range':
    'xet: 파일을 맞추는 방법. 범위마다 주소 하나',
  'xet: how to put several files together': 'xet: 여러 파일을 맞추는 방법',
  'The xet hash of a file; may stand more than once': '파일의 xet 해시. 여러 번 쓸 수 있음',
  'xet: how to put several files together; the body is their hashes':
    'xet: 여러 파일을 맞추는 방법. 본문은 파일의 해시',
  'xet: whether a file is there': 'xet: 파일이 있는지',
  'xet: which xorbs hold a chunk, as a shard; 404 when there is none that you may use':
    'xet: 조각이 들어 있는 묶음. 샤드로 답하고, 쓸 수 있는 것이 없으면 404',
  'xet: clients tell how it went; it is read and forgotten': 'xet: 클라이언트가 결과를 알림. 읽고 버림',
  'xet: bytes of a xorb, at a signed address; no more than the address says':
    'xet: 서명된 주소에서 묶음의 바이트 받기. 주소에 적힌 만큼만',
  'Model Context Protocol: a JSON-RPC message, without a session':
    'Model Context Protocol: 세션 없는 JSON-RPC 메시지',
  'Model Context Protocol: there is no stream; always refused with 405':
    'Model Context Protocol: 스트림이 없으며 항상 405로 거절함',
  'This hub, told to language models': '언어 모델에게 설명하는 이 허브',
  'This document, in English or Korean as Accept-Language says':
    '이 문서. Accept-Language에 따라 영어나 한국어',
}
