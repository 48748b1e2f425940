/** Texts of `../rows.ts` in Korean. */
export const ROWS: Record<string, string> = {
  'The config: a part of the data set, such as default': '구성(config): default처럼 데이터셋의 한 부분',
  'The split, such as train': '분할. 예: train',
  'Rows to give, 100 when absent, at most 100': '받을 행 수. 없으면 100, 최대 100',
  'json, jsonl, csv, arrow or parquet; else as Accept says':
    'json, jsonl, csv, arrow, parquet 가운데 하나. 없으면 Accept 헤더에 따름',
  Rows: '행 수',
  'Ask tables in SQL': 'SQL로 표에 질문',
  'Rows as JSON, JSON Lines, CSV, Arrow or Parquet, as `format` says.':
    '`format`에 따라 JSON, JSON Lines, CSV, Arrow, Parquet 형식의 행.',
  'Ask tables in SQL, in the address': '주소에 적은 SQL로 표에 질문',
  'One SELECT over tables named "namespace/name".split':
    '"namespace/name".split 이름의 표에 대한 SELECT 하나',
  'How far a query of yours is: rows, bytes and percent': '내 쿼리의 진행: 행, 바이트, 퍼센트',
  'Cancel a query of yours': '내 쿼리 취소',
  'A part of a table as a file; answers ranges': '표의 일부를 파일로 받기. 범위 요청을 받음',
  'Names, with commas; all when absent': '쉼표로 나눈 열 이름. 없으면 전부',
  'A condition in SQL': 'SQL 조건',
  'Rows; all when absent': '행 수. 없으면 전부',
  'parquet, csv or jsonl': 'parquet, csv, jsonl 가운데 하나',
  'Pictures and sounds: cells keeps them, none leaves them out, files gives a list of addresses':
    '그림과 소리: cells는 그대로, none은 빼고, files는 주소 목록으로',
  'A file, with its SHA-256 as ETag.': '파일. ETag는 SHA-256입니다.',
  'The bytes of one cell, at an address of a list by media=files':
    'media=files 목록에 있는 주소의 셀 하나의 바이트',
  'The commit of the table': '표의 커밋',
  'The column': '열 이름',
  'The number of the row, from 0': '행 번호. 0부터',
  'The bytes, with their SHA-256 as ETag.': '바이트. ETag는 SHA-256입니다.',
  'What can be done with a data set or a split: preview, viewer, search, filter, statistics':
    '데이터셋이나 분할로 할 수 있는 것: 미리보기, 보기, 검색, 조건, 통계',
  'Configs and splits of a data set': '데이터셋의 구성과 분할',
  'The first rows of a split, at most 100; long cells are cut': '분할의 첫 행. 최대 100개이며 긴 셀은 잘림',
  'Any page of rows of a split': '분할에서 원하는 위치의 행',
  'Rows of a split with words': '분할에서 말이 들어 있는 행',
  'Words that a row must have': '행에 있어야 할 말',
  'Rows of a split that meet a condition, in order': '분할에서 조건에 맞는 행. 순서를 정할 수 있음',
  'A condition in SQL; this or orderby must be there': 'SQL 조건. 이것이나 orderby가 꼭 필요함',
  'A column in quotation marks, with DESC for the largest first':
    '따옴표 안의 열 이름. 큰 것부터면 DESC를 붙임',
  'Figures of every column of a split, over all rows': '분할의 모든 행에 대한 열별 통계',
  'Parquet files of a data set, with addresses and bytes': '데이터셋의 Parquet 파일. 주소와 바이트를 답함',
  'Features, rows and bytes of each config': '구성마다의 열, 행 수, 바이트',
  'Rows and bytes of a data set, its configs and splits': '데이터셋과 구성, 분할의 행 수와 바이트',
  'Addresses of all Parquet files, by config and split': '구성과 분할별 모든 Parquet 파일의 주소',
  'The same of CONFIG or CONFIG/SPLIT; CONFIG/SPLIT/N.parquet leads to the file':
    'CONFIG나 CONFIG/SPLIT의 같은 목록. CONFIG/SPLIT/N.parquet은 파일로 이어짐',
  'Croissant 1.1 metadata of a data set, as JSON-LD': '데이터셋의 Croissant 1.1 메타데이터. JSON-LD',
  'The picture or sound of one cell, at a signed address that rows give; a film leads to its file':
    '셀 하나의 그림이나 소리. 행에 있는 서명된 주소이며, 영상은 파일로 이어짐',
  'The bytes of the cell.': '셀의 바이트.',
}
