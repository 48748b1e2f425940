/** Texts of `../repos.ts` in Korean. */
export const REPOS: Record<string, string> = {
  'Words of the name': '이름에 있는 말',
  Owner: '소유자',
  'A tag; may stand more than once': '태그. 여러 번 쓸 수 있음',
  'true or false: only what is gated, or what is not': 'true나 false: 승인이 필요한 것만 또는 아닌 것만',
  'lastModified, createdAt, downloads, likes or id':
    'lastModified, createdAt, downloads, likes, id 가운데 하나',
  '1: smallest first; -1: largest first': '1: 작은 것부터, -1: 큰 것부터',
  'true: with the files; at most 100 entries of a page': 'true: 파일 목록까지. 한 페이지에 최대 100개',
  'A fact to give; may stand more than once': '받을 항목. 여러 번 쓸 수 있음',
  'true: with size and hash of each file; without expand': 'true: 파일마다 크기와 해시도. expand가 없을 때',
  'Search data sets and models by words and facets; answers results and how many there are of each value':
    '단어와 분류로 데이터셋과 모델 검색. 결과와 값마다의 수를 답함',
  'Words, in any language, at most 500 characters': '찾을 말. 어떤 언어든 되며 500자까지',
  'dataset or model': 'dataset 또는 model',
  'relevance, updated, downloads, likes, created, trending or opened':
    'relevance, updated, downloads, likes, created, trending, opened 가운데 하나',
  'Results of a page, 20 when absent, at most 100': '한 페이지의 결과 수. 없으면 20, 최대 100',
  'The `next` of the page before': '앞 페이지의 `next` 값',
  'The catalogue as DCAT, for harvesters, in order of making': '수집기를 위한 DCAT 카탈로그. 만든 순서',
  'jsonld or ttl; else as Accept says': 'jsonld 또는 ttl. 없으면 Accept 헤더에 따름',
  'List data sets': '데이터셋 목록',
  'List models': '모델 목록',
  'What is known of one repository': '저장소 하나의 정보',
  'What is known of one repository at a revision: a branch, a tag or a commit':
    '브랜치, 태그, 커밋 등 한 버전에서 본 저장소의 정보',
  'Whether you may download: 200, or the refusal that a download would get':
    '다운로드할 수 있는지 확인. 200 또는 다운로드할 때와 같은 거절을 답함',
  'Whether you may write: 200, or the refusal that a write would get':
    '쓸 수 있는지 확인. 200 또는 쓸 때와 같은 거절을 답함',
  'Files and folders at a revision, of one folder or of all below it':
    '한 버전의 파일과 폴더. 폴더 하나 또는 그 아래 전부',
  'true: with folders inside': 'true: 하위 폴더까지',
  'true: with the last commit of each; at most 100 entries of a page':
    'true: 항목마다 마지막 커밋도. 한 페이지에 최대 100개',
  'What is known of at most 2000 paths at a revision; those that are not there are left out. The body is JSON or a form: paths, expand':
    '한 버전에서 최대 2000개 경로의 정보. 없는 경로는 빠짐. 본문은 JSON이나 폼: paths, expand',
  'The card: README.md of the main branch, also where the other contents need an approval':
    '데이터 카드. main 브랜치의 README.md이며, 다른 내용에 승인이 필요한 저장소에서도 읽을 수 있음',
  'Markdown with YAML in front; up to 1 MiB, and none that LFS keeps.':
    '앞에 YAML이 있는 마크다운. 1MiB까지이며 LFS 파일은 답하지 않습니다.',
  'Branches, tags and converted copies, each with its commit': '브랜치, 태그, 변환본과 각각의 커밋',
  'true: with pull requests': 'true: 풀 리퀘스트까지',
  'History of a revision, newest first': '한 버전의 커밋 기록. 최근 것부터',
  'Only commits that changed this file, or what is in this folder':
    '이 파일이나 이 폴더의 내용을 바꾼 커밋만',
  'Commits of a page, 100 when absent, at most 1000': '한 페이지의 커밋 수. 없으면 100, 최대 1000',
  'Number of the page, from 0; without path': '페이지 번호. 0부터이며 path가 없을 때',
  'From the Link header of the page before; with path': '앞 페이지의 Link 헤더에서. path가 있을 때',
  'formatted: with titles and messages as HTML': 'formatted: 제목과 메시지를 HTML로도',
  'Files that differ between two revisions, written FROM..TO': 'FROM..TO로 적은 두 버전 사이에 다른 파일',
  'Rows of a table file that differ between two revisions, written FROM..TO':
    'FROM..TO로 적은 두 버전 사이에 다른 표 파일의 행',
  'The file': '파일 경로',
  'Its path in FROM, if it was another': 'FROM에서의 경로. 다를 때만',
  'Rows to leave out; 0 when absent': '건너뛸 행 수. 없으면 0',
  'Rows of a page, 100 when absent, at most 1000': '한 페이지의 행 수. 없으면 100, 최대 1000',
  'Files in an archive, or columns and row groups of a Parquet file, at REVISION/PATH':
    '압축 파일 속 파일 목록이나 Parquet 파일의 열과 행 그룹. 주소는 REVISION/PATH',
  'Entries to leave out; 0 when absent': '건너뛸 항목 수. 없으면 0',
  'Entries of a page, at most 1000': '한 페이지의 항목 수. 최대 1000',
  'LFS files of a repository: how many, their bytes, bytes on disk and bytes saved':
    '저장소의 LFS 파일 수, 바이트, 디스크에서 쓰는 바이트, 아낀 바이트',
  'How far the tables of a data set are, and what is wrong with its files':
    '데이터셋의 표가 얼마나 만들어졌는지와 파일의 문제',
  'Build tables again that failed': '만들지 못한 표를 다시 만들기',
  'Answered with 202: it is queued.': '202로 답합니다. 차례를 기다립니다.',
  'Download a file at REVISION/PATH; answers ranges': 'REVISION/PATH 파일 다운로드. 범위 요청을 받음',
  'The bytes of the file, with its SHA-256 or git id as ETag.':
    '파일의 바이트. ETag는 SHA-256이나 git id입니다.',
  'A file at REVISION/PATH as git keeps it: of an LFS file the pointer':
    'git에 있는 그대로의 REVISION/PATH 파일. LFS 파일이면 포인터',
  'The bytes of the file, as git has them.': 'git에 있는 그대로의 바이트.',
  'Download a file, at the address that some clients use': '일부 클라이언트가 쓰는 주소로 파일 다운로드',
  'Download a file, at the address that clients keep after a redirect':
    '클라이언트가 이동한 뒤 쓰는 주소로 파일 다운로드',
  'The list of tags; not on this hub, always refused with 501 NotImplemented':
    '태그 목록. 이 허브에 없으며 항상 501 NotImplemented로 거절함',
  'The list of LFS files; not on this hub, always refused with 501 NotImplemented: list the tree':
    'LFS 파일 목록. 이 허브에 없으며 항상 501 NotImplemented로 거절함. 파일 목록(tree)을 쓸 것',
  'Collections; not on this hub, always refused with 501 NotImplemented':
    '컬렉션. 이 허브에 없으며 항상 501 NotImplemented로 거절함',
  'Buckets; this hub has none, always refused with 404 RepoNotFound':
    '버킷. 이 허브에 없으며 항상 404 RepoNotFound로 거절함',
  'Only this task; may stand more than once': '이 작업만. 여러 번 쓸 수 있음',
  'Only this language; may stand more than once': '이 언어만. 여러 번 쓸 수 있음',
  'Only this modality; may stand more than once': '이 데이터 유형만. 여러 번 쓸 수 있음',
  'Only this class of size; may stand more than once': '이 크기 등급만. 여러 번 쓸 수 있음',
  'Only this format; may stand more than once': '이 형식만. 여러 번 쓸 수 있음',
  'Only this license; may stand more than once': '이 라이선스만. 여러 번 쓸 수 있음',
  'Only this owner; may stand more than once': '이 소유자만. 여러 번 쓸 수 있음',
  'Only what changed in this time; may stand more than once': '이 기간에 바뀐 것만. 여러 번 쓸 수 있음',
  'Spaces; this hub has none, always refused with SpacesRefused':
    '스페이스. 이 허브에 없으며 항상 SpacesRefused로 거절함',
}
