/** Parts of errors as in `phrases.ts`, of those about what was asked: access, terms, discussions, lists, tables, SQL. */
export const ASKED: readonly (readonly [english: string, korean: string])[] = [
  // access, terms, opening
  ['on {day}', '{day}'],
  ['{user} has not asked for access to {repo}', '{user} 사용자는 {repo} 저장소의 접근을 신청하지 않았습니다'],
  ['There is no request {id}', '{id} 신청이 없습니다'],
  ['{user} has access to {repo} already.', '{user} 사용자는 이미 {repo} 저장소를 쓸 수 있습니다.'],
  ['You have access to {repo} already, without an end.', '이미 {repo} 저장소를 기한 없이 쓸 수 있습니다.'],
  [
    'The terms of use name no purposes; leave "purpose" out.',
    '이용 조건에 목적이 없으니 "purpose"를 빼 주세요.',
  ],
  [
    'The terms of use ask for a "purpose", one of: {purposes}.',
    '이용 조건에 따라 다음 가운데 하나를 "purpose"로 보내 주세요: {purposes}.',
  ],
  [
    'The terms of {repo} open it to approved people only. Set other terms first, then open the gate.',
    '{repo} 저장소의 이용 조건이 승인된 사람에게만 열려 있습니다. 먼저 다른 조건을 정한 다음 승인 없이 열어 주세요.',
  ],
  ['"{name}" is not asked. {why}', '"{name}" 질문은 없습니다. {why}'],
  ['Asked are: {questions}.', '있는 질문: {questions}.'],
  ['Nothing is asked.', '질문이 없습니다.'],
  ['"{name}" must be answered with a text.', '"{name}" 질문에 글로 답해 주세요.'],
  ['"{name}" is longer than {count} characters.', '"{name}" 답이 {count}자보다 깁니다.'],
  ['"{name}" must be a date such as {day}.', '"{name}" 답은 {day} 같은 날짜여야 합니다.'],
  ['"{name}" must be one of: {values}.', '"{name}" 답은 다음 가운데 하나여야 합니다: {values}.'],
  [
    '"{name}" must be a country by its two letters of ISO 3166, such as KR.',
    '"{name}" 답은 KR처럼 ISO 3166의 두 글자 국가 코드여야 합니다.',
  ],
  [
    'Say why it is withdrawn: the reason stays on its page.',
    '철회하는 이유를 적어 주세요. 이유는 페이지에 남습니다.',
  ],
  [
    '{countries} only, and this hub does not say where it keeps them',
    '{countries}. 이 허브는 보관 위치를 밝히지 않았습니다',
  ],
  ['{countries} only, and this hub keeps them in {here}', '{countries}. 이 허브는 {here} 국가에 보관합니다'],
  [
    'what is for everyone cannot be hidden; who must be "members" or "approved"',
    '모두에게 열린 것은 숨길 수 없으니 who는 "members"나 "approved"여야 합니다',
  ],
  ['it needs who: "approved"', 'who: "approved"가 필요합니다'],
  [
    'days count from an approval: it needs who: "approved"',
    '승인부터 날을 세므로 who: "approved"가 필요합니다',
  ],
  // discussions, webhooks, history
  ['{num} is {state} already.', '{num}번 토론의 상태는 이미 {state}입니다.'],
  ['The comment {id} is hidden.', '{id} 댓글은 숨겨져 있습니다.'],
  ['A pull request reports no error.', '풀 리퀘스트로는 오류를 알릴 수 없습니다.'],
  ['A discussion is named by its number, such as 1.', '토론은 1처럼 번호로 부릅니다.'],
  ['url: say where to send to.', '받을 주소를 적어 주세요.'],
  [
    'watched: name at least one repo, user or organisation.',
    '지켜볼 저장소, 사용자, 기관을 하나 이상 적어 주세요.',
  ],
  ['watched: there is no {kind} called "{name}".', '지켜볼 "{name}" 대상이 없습니다({kind}).'],
  ['One user has at most {count} webhooks.', '웹훅은 {count}개까지 둘 수 있습니다.'],
  ['The webhook is disabled. Enable it first.', '꺼진 웹훅입니다. 먼저 켜 주세요.'],
  [
    'The cursor is not one of this list.',
    '이 목록의 위치 값이 아닙니다. 목록을 처음부터 다시 불러와 주세요.',
  ],
  [
    'The cursor is not one that this hub gave out.',
    '이 허브가 준 위치 값이 아닙니다. 목록을 처음부터 다시 불러와 주세요.',
  ],
  [
    'The cursor is of another query. Begin again without it.',
    '다른 검색의 위치 값입니다. 처음부터 다시 찾아 주세요.',
  ],
  ['Write it as compare/FROM..TO, two revisions.', '두 버전을 compare/FROM..TO 형식으로 쓰세요.'],
  [
    '{branch} is not a branch; only a branch can be squashed.',
    '{branch} 이름의 브랜치가 없습니다. 브랜치만 합칠 수 있습니다.',
  ],
  [
    '{ref} of {repo} is not a branch; commit to a branch such as main.',
    '{repo} 저장소의 {ref} 이름은 브랜치가 아닙니다. main 같은 브랜치에 커밋해 주세요.',
  ],
  ['The header of the commit needs a "summary".', '커밋에 요약이 필요합니다.'],
  // requests
  ['The body is not valid UTF-8.', '본문이 올바른 UTF-8이 아닙니다.'],
  ['The body is not valid gzip.', '본문이 올바른 gzip이 아닙니다.'],
  ['The address holds a NUL character.', '주소에 NUL 문자가 있습니다.'],
  ['The address is not valid percent-encoding.', '주소의 퍼센트 인코딩이 올바르지 않습니다.'],
  ['{name} must be a whole number, not "{text}".', '{name} 값은 정수여야 합니다. 받은 값: "{text}".'],
  ['q has more than {count} characters.', '검색어가 {count}자보다 깁니다.'],
  ['{facet} has more than {count} values.', '{facet} 값이 {count}개보다 많습니다.'],
  [
    'There is no {facet} "{text}". Choose from: {values}.',
    '{facet} 값에 "{text}" 항목이 없습니다. 다음에서 고르세요: {values}.',
  ],
  ['from and to must be days such as {day}.', '시작과 끝은 {day} 같은 날짜여야 합니다.'],
  [
    'from must be before to, by at most {count} days.',
    '시작은 끝보다 앞서야 하고, 기간은 {count}일까지입니다.',
  ],
  [
    'budget must be a whole number of bytes, or of milliseconds of queries.',
    '예산은 바이트나 질의 밀리초의 정수여야 합니다.',
  ],
  ['expiresAt must be a time in the future.', '만료 시각은 지금보다 뒤여야 합니다.'],
  ['This upload is being finished.', '이 업로드를 마무리하는 중입니다.'],
  [
    'A part of this upload is still on its way. Finish it afterwards.',
    '업로드의 일부가 아직 오는 중입니다. 다 온 다음 마무리해 주세요.',
  ],
  // tables and SQL
  ['It has none.', '이 데이터셋에는 표가 없습니다.'],
  ['It has: {tables}.', '있는 표: {tables}.'],
  ['Its configs: {configs}.', '있는 구성: {configs}.'],
  ['none of its files could be read', '읽을 수 있는 파일이 없습니다'],
  ["Parameter '{name}' must be integer.", '{name} 값은 정수여야 합니다.'],
  ["Parameter '{name}' must not be negative.", '{name} 값은 음수일 수 없습니다.'],
  ["Parameter '{name}' must not be greater than {most}.", '{name} 값은 {most}보다 클 수 없습니다.'],
  ['It is longer than {count} characters.', '{count}자보다 깁니다.'],
  ['Not understood from character {at}: {text}', '{at}번째 글자부터 이해하지 못했습니다: {text}'],
  [
    'Expected {wanted} at character {at}, found {text}.',
    '{at}번째 글자를 이해하지 못했습니다. 필요한 것: {wanted}. 받은 것: {text}.',
  ],
  ['There is no column "{name}". The columns are {columns}.', '"{name}" 열이 없습니다. 있는 열: {columns}.'],
  ['There is no field "{field}" in the column "{name}".', '"{name}" 열에 "{field}" 필드가 없습니다.'],
  ['There is no column "{name}".', '"{name}" 열이 없습니다.'],
  ['The SQL holds a NUL character.', 'SQL에 NUL 문자가 있습니다.'],
  ['"where" holds a NUL character.', '조건에 NUL 문자가 있습니다.'],
  ['There is no SQL.', 'SQL이 없습니다.'],
  ['Send one statement.', '문장 하나만 보내 주세요.'],
  [
    'Send one statement, and no more. (PIVOT is one when its values are listed: on x in (...).)',
    '문장 하나만 보내 주세요. (PIVOT은 on x in (...)처럼 값을 나열하면 문장 하나입니다.)',
  ],
  ['Only a SELECT can be asked here. {message}', 'SELECT만 실행할 수 있습니다. {message}'],
  ['Only a SELECT can be asked here.', 'SELECT만 실행할 수 있습니다.'],
  [
    '"where" must be one expression over the columns, such as label = 1.',
    '조건은 label = 1처럼 열에 대한 식 하나여야 합니다.',
  ],
  [
    '{name} is not a table of this hub. Write "namespace/name".split, as in select * from "namespace/name".train.',
    '이 허브에 {name} 표가 없습니다. select * from "namespace/name".train처럼 "계정/이름".분할 형식으로 써 주세요.',
  ],
  [
    'The query needs more memory or temporary space than the sandbox has. Group or sort less at once.',
    '질의에 메모리나 임시 공간이 더 필요합니다. 한 번에 묶거나 정렬하는 양을 줄여 주세요.',
  ],
  [
    'The result was read too slowly. Ask for less of it at once.',
    '결과를 너무 느리게 읽었습니다. 한 번에 더 적게 요청해 주세요.',
  ],
  [
    'Only .zip, .tar and .parquet files can be looked into.',
    '.zip, .tar, .parquet 파일만 들여다볼 수 있습니다.',
  ],
  [
    'a Parquet file of more than 4 GiB is not put together for this.',
    '4 GiB가 넘는 Parquet 파일은 들여다볼 수 없습니다.',
  ],
  ['archives of more than 4 GiB are not looked into.', '4 GiB가 넘는 압축 파일은 들여다볼 수 없습니다.'],
  ['the two versions are more than 512 MiB together.', '두 버전을 합치면 512 MiB가 넘습니다.'],
]
