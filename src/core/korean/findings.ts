/** What is wrong with files, as readers and the layout say it (`{why}` is a part, too), and the same in Korean. */
export const FINDINGS: readonly (readonly [english: string, korean: string])[] = [
  // builds
  [
    'A newer commit came before the tables of this one were done.',
    '이 커밋의 표를 다 만들기 전에 새 커밋이 올라왔습니다.',
  ],
  [
    'The tables could not be built for a reason of the hub. Try again.',
    '허브의 사정으로 표를 만들지 못했습니다. 다시 시도해 주세요.',
  ],
  [
    'Repositories of more than {count} files are not shown as tables. Pack the files, for example as Parquet or WebDataset.',
    '파일이 {count}개가 넘는 저장소는 표로 보여 주지 않습니다. Parquet이나 WebDataset 등으로 파일을 묶어 주세요.',
  ],
  [
    'It needs more memory than there is for one file. Publish it in smaller pieces, or as Parquet.',
    '파일 하나에 쓸 수 있는 메모리를 넘습니다. 더 작게 나누거나 Parquet으로 올려 주세요.',
  ],
  ['No file of this split could be read.', '이 분할의 파일을 하나도 읽지 못했습니다.'],
  // archives
  ['{name} is no zip file, though its name says so.', '{name}: 이름과 달리 zip 파일이 아닙니다.'],
  [
    '{name} is packed by {packing}; only zip and tar are listed.',
    '{name}: {packing} 방식으로 압축되어 있습니다. zip과 tar만 목록을 볼 수 있습니다.',
  ],
  [
    '{name} is packed by {packing}, which is not read here: publish the files in it beside it.',
    '{name}: {packing} 압축은 읽을 수 없습니다. 그 안의 파일을 따로 올려 주세요.',
  ],
  [
    '{name} is packed by {packing}, which is not read here: publish it as .gz or .zst, or unpacked.',
    '{name}: {packing} 압축은 읽을 수 없습니다. .gz나 .zst로 올리거나 압축을 풀어 올려 주세요.',
  ],
  ['{name} cannot be unpacked: {reason}', '{name}: 압축을 풀 수 없습니다. {reason}'],
  ['{name} is no sound zip file: {why}.', '{name}: 온전한 zip 파일이 아닙니다. {why}'],
  ['{name} is no sound tar file: {why}.', '{name}: 온전한 tar 파일이 아닙니다. {why}'],
  ['{name} is no sound Arrow file: {reason}', '{name}: 온전한 Arrow 파일이 아닙니다. {reason}'],
  ['it is too short', '너무 짧습니다.'],
  ['it is cut off', '중간에 잘렸습니다.'],
  ['a name in it is too long', '그 안의 이름이 너무 깁니다.'],
  ['it ends within {name}', '{name} 도중에 끝납니다.'],
  ['{name} is longer than it says', '{name} 항목이 적힌 것보다 깁니다.'],
  ['{name} is damaged', '{name} 항목이 손상되었습니다.'],
  ['{archive} holds no file {name}.', '{archive} 안에 {name} 파일이 없습니다.'],
  [
    '{name} in {archive} is encrypted. Publish it without a password.',
    '{archive} 안의 {name} 파일이 암호화되어 있습니다. 암호 없이 올려 주세요.',
  ],
  [
    '{name} in {archive} is packed by a method that is not read here. Pack it anew with deflate.',
    '{archive} 안의 {name} 파일은 읽을 수 없는 방식으로 압축되어 있습니다. deflate로 다시 압축해 주세요.',
  ],
  [
    'The archives of this data set hold too many files, so this one is left out. Pack them as Parquet or WebDataset.',
    '이 데이터셋의 압축 파일에 파일이 너무 많아 이것은 뺐습니다. Parquet이나 WebDataset으로 묶어 주세요.',
  ],
  [
    '{name} holds no files of the kind {kind}. Take it out of the split, or add such files.',
    '{name} 안에 {kind} 종류의 파일이 없습니다. 분할에서 빼거나 그런 파일을 넣어 주세요.',
  ],
  ['Some of {name} is left out. {why}', '{name}의 일부를 뺐습니다. {why}'],
  [
    'It holds more than {count} files, or very long names. Publish several archives.',
    '파일이 {count}개가 넘거나 이름이 아주 깁니다. 압축 파일을 여러 개로 나누어 올려 주세요.',
  ],
  [
    'It unpacks to more than {count} bytes. Publish it as several smaller files.',
    '압축을 풀면 {count}바이트가 넘습니다. 더 작은 파일 여러 개로 올려 주세요.',
  ],
  [
    'It unpacks to more than {count} times its size, as harmful files do. Publish it unpacked.',
    '압축을 풀면 유해한 파일처럼 {count}배가 넘게 커집니다. 압축을 풀어 올려 주세요.',
  ],
  [
    'The files are archives, and nobody has looked into them yet.',
    '압축 파일이며, 아직 안을 살펴보지 않았습니다.',
  ],
  ['The archives hold no files with an extension.', '압축 파일 안에 확장자가 있는 파일이 없습니다.'],
  ['{archive} holds {name} twice.', '{archive} 안에 {name} 파일이 두 번 있습니다.'],
  // text and its encoding
  [
    'The encoding {name} is not known here. Save the file as UTF-8, or name one such as cp949, shift_jis or utf-16.',
    '{name} 인코딩을 알 수 없습니다. 파일을 UTF-8로 저장하거나 cp949, shift_jis, utf-16 같은 이름을 적어 주세요.',
  ],
  [
    '{name} is not text: it holds zero bytes, and is not UTF-8. Publish it as UTF-8.',
    '{name}: 0인 바이트가 있고 UTF-8이 아니어서 텍스트가 아닙니다. UTF-8로 올려 주세요.',
  ],
  [
    '{name} is not {encoding} as the card says. Save it as UTF-8.',
    '{name}: 카드에 적힌 {encoding} 인코딩이 아닙니다. UTF-8로 저장해 주세요.',
  ],
  [
    '{name} is not {encoding} though it begins like it. Save it as UTF-8.',
    '{name}: 시작과 달리 {encoding} 인코딩이 아닙니다. UTF-8로 저장해 주세요.',
  ],
  [
    '{name} has a row of more than {count} MiB. Break it into lines, or set sample_by.',
    '{name}: {count} MiB가 넘는 행이 있습니다. 줄을 나누거나 sample_by를 정해 주세요.',
  ],
  ['{name} is empty.', '{name}: 빈 파일입니다.'],
  // CSV
  [
    '{name} has no columns: its first line must name them.',
    '{name}: 열이 없습니다. 첫 줄에 열 이름이 있어야 합니다.',
  ],
  [
    'the quote that opens in the record at line {line} never closes. Close it, or double it if it is meant as text.',
    '{line}번째 줄에서 열린 따옴표가 닫히지 않습니다. 닫아 주세요. 글자로 쓴 것이라면 두 번 적어 주세요.',
  ],
  [
    'line {line} has {fields} fields, but the lines before it have {before}. Quote the fields that hold a separator, or set on_bad_lines: skip.',
    '{line}번째 줄에는 칸이 {fields}개인데 앞의 줄에는 {before}개입니다. 구분 기호가 든 칸을 따옴표로 묶거나 on_bad_lines: skip을 정해 주세요.',
  ],
  [
    'the record at line {line} is longer than {count} MiB. Perhaps a quote does not close.',
    '{line}번째 줄의 레코드가 {count} MiB보다 깁니다. 닫히지 않은 따옴표가 있는지 확인해 주세요.',
  ],
  [
    'usecols names the column {name}, which is not in the file.',
    'usecols에 적힌 {name} 열이 파일에 없습니다.',
  ],
  ['The card names the column {name}, which is not in the file.', '카드에 적힌 {name} 열이 파일에 없습니다.'],
  [
    'The option {option} of the card cannot be followed as it is. {why}',
    '카드의 {option} 옵션을 그대로 따를 수 없습니다. {why}',
  ],
  ['Name one row, or give names.', '행 하나를 적거나 이름을 적어 주세요.'],
  [
    'Remove it from the card, or publish the file as Parquet.',
    '카드에서 지우거나 파일을 Parquet으로 올려 주세요.',
  ],
  ['Save the file as UTF-8.', '파일을 UTF-8로 저장해 주세요.'],
  ['It must be one ASCII character.', 'ASCII 문자 하나여야 합니다.'],
  // JSON
  [
    '{name} is not JSON: it ends within a value. Is it cut off?',
    '{name}: 값 도중에 끝나 올바른 JSON이 아닙니다. 파일이 잘렸는지 확인해 주세요.',
  ],
  [
    '{name} is not JSON: at line {line}, {reason}.',
    '{name}: 올바른 JSON이 아닙니다. {line}번째 줄: {reason}.',
  ],
  ['{name} is not JSON.', '{name}: 올바른 JSON이 아닙니다.'],
  ['{name} holds no values.', '{name}: 값이 없습니다.'],
  [
    '{name} holds a value of more than {count} MiB. Write it as JSON Lines: one object on each line.',
    '{name}: {count} MiB가 넘는 값이 있습니다. 한 줄에 객체 하나씩, JSON Lines로 써 주세요.',
  ],
  [
    '{name} is one JSON object of more than {count} MiB. Write the rows as JSON Lines.',
    '{name}: {count} MiB가 넘는 JSON 객체 하나입니다. 행을 JSON Lines로 써 주세요.',
  ],
  [
    '{name} is not one JSON object, so it has no field {field}.',
    '{name}: JSON 객체 하나가 아니어서 {field} 필드가 없습니다.',
  ],
  ['{name} has no field {field}, which the card names.', '{name}: 카드에 적힌 {field} 필드가 없습니다.'],
  ['Its objects have no fields, so there are no columns.', '객체에 필드가 없어 열을 만들 수 없습니다.'],
  [
    'Its values are not all objects, so there are no columns. Write one object on each line.',
    '객체가 아닌 값이 있어 열을 만들 수 없습니다. 한 줄에 객체 하나씩 써 주세요.',
  ],
  [
    'The field holds no list of objects. Name one that does.',
    '그 필드에는 객체의 목록이 없습니다. 목록이 있는 필드를 적어 주세요.',
  ],
  [
    'The option {option} of the card is not known here. Remove it.',
    '카드의 {option} 옵션을 알 수 없으니 지워 주세요.',
  ],
  // other formats, pictures and sound
  ['Files of the kind {kind} cannot be shown as a table.', '{kind} 종류의 파일은 표로 보여 줄 수 없습니다.'],
  [
    'Columns of the Arrow type {type} are not read here. Publish the file as Parquet.',
    'Arrow의 {type} 형식인 열은 읽을 수 없습니다. 파일을 Parquet으로 올려 주세요.',
  ],
  ['{name} holds no Arrow schema with columns.', '{name}: 열이 있는 Arrow 스키마가 없습니다.'],
  ['There is no table that names the files.', '파일 이름을 적은 표가 없습니다.'],
  [
    '{name} has no column file_name that names the files.',
    '{name}: 파일 이름을 적는 file_name 열이 없습니다.',
  ],
  [
    '{count} files are too large for the table; it has their paths only.',
    '파일 {count}개는 표에 넣기에 너무 커서 경로만 넣었습니다.',
  ],
  ['The metadata names files that are not there: {names}', '메타데이터에 적힌 파일이 없습니다: {names}'],
  [
    'Rows have no file where it cannot be read: {names}',
    '읽을 수 없는 파일의 행에는 파일이 없습니다: {names}',
  ],
  ['{name} is not a whole number, as its extension says.', '{name}: 확장자와 달리 정수가 아닙니다.'],
  ['{name} has more than {count} MiB.', '{name}: {count} MiB가 넘습니다.'],
  [
    'The two versions have no column in common, so no row can be compared.',
    '두 버전에 공통된 열이 없어 행을 비교할 수 없습니다.',
  ],
  // configs and splits of the card
  [
    '"configs" in README.md must be a list; begin each config with "- ".',
    'README.md의 "configs"는 목록이어야 합니다. 구성마다 "- "로 시작해 주세요.',
  ],
  [
    'README.md has {count} configs and {most} is the most; make several repos of them.',
    'README.md에 구성이 {count}개 있는데 {most}개까지 쓸 수 있습니다. 저장소를 나누어 주세요.',
  ],
  [
    'README.md has this config twice and the last one counts; rename one.',
    'README.md에 이 구성이 두 번 있어 마지막 것을 썼습니다. 하나의 이름을 바꿔 주세요.',
  ],
  [
    'Several configs are the default ({names}); keep "default: true" on one.',
    '기본 구성이 여러 개입니다({names}). "default: true"는 하나에만 남겨 주세요.',
  ],
  [
    'Each of "configs" needs a config_name that is text, and this has none: {value}.',
    '"configs"의 항목마다 글자로 된 config_name이 있어야 하는데 없습니다: {value}.',
  ],
  [
    '{name} cannot be the name of a config; use 1 to 255 characters and none of <>:/\\|?*',
    '{name} 값은 구성의 이름으로 쓸 수 없습니다. <>:/\\|?* 기호를 빼고 1~255자로 써 주세요.',
  ],
  ['data_dir must be the path of a folder in the repo.', 'data_dir은 저장소에 있는 폴더의 경로여야 합니다.'],
  [
    'data_files names a split twice; give one entry the paths of both, as a list.',
    'data_files에 같은 분할이 두 번 있습니다. 두 경로를 목록으로 한 항목에 적어 주세요.',
  ],
  [
    'data_files must be a path, a list of paths, or a list of entries with exactly split and path; this is not: {value}.',
    'data_files는 경로, 경로의 목록, 또는 split과 path만 있는 항목의 목록이어야 합니다. 받은 값: {value}.',
  ],
  [
    'The metadata files are of different formats; use metadata.csv, .jsonl or .parquet for all.',
    '메타데이터 파일의 형식이 서로 다릅니다. 모두 metadata.csv, .jsonl, .parquet 가운데 하나로 써 주세요.',
  ],
  [
    'The split {name} has no metadata file and others have; add one to it.',
    '다른 분할과 달리 {name} 분할에 메타데이터 파일이 없습니다. 넣어 주세요.',
  ],
  [
    'The option {name} cannot be {value}; correct it in README.md.',
    '{name} 옵션에 {value} 값은 쓸 수 없습니다. README.md에서 고쳐 주세요.',
  ],
  [
    'The reader {reader} has no such options and ignores them: {options}.',
    '{reader} 리더에 없는 옵션이라 무시했습니다: {options}.',
  ],
  [
    'The Python library chooses the reader without data_dir, and fails: {why}',
    'Python 라이브러리는 data_dir 없이 리더를 고르기 때문에 실패합니다: {why}',
  ],
  [
    'The files look like {own} and are read as {shared}, as those of the first config are; move them to a repo of their own, or convert them.',
    '파일은 {own} 형식으로 보이지만 첫 구성처럼 {shared} 형식으로 읽었습니다. 다른 저장소로 옮기거나 변환해 주세요.',
  ],
  [
    'The split {name} has no data files; correct data_files in README.md, or the names of the files.',
    '{name} 분할에 데이터 파일이 없습니다. README.md의 data_files나 파일 이름을 고쳐 주세요.',
  ],
  [
    'The repo has no data files yet; upload some.',
    '저장소에 아직 데이터 파일이 없습니다. 파일을 올려 주세요.',
  ],
  [
    'The folder {name} has no data files; correct data_dir in README.md, or add files to it.',
    '{name} 폴더에 데이터 파일이 없습니다. README.md의 data_dir을 고치거나 파일을 넣어 주세요.',
  ],
  [
    'The split {name} has {count} of its files more than once, and so their rows; list its files in "configs" of README.md so that no two patterns match the same file.',
    '{name} 분할에 파일 {count}개가, 따라서 그 행도 두 번 넘게 들어 있습니다. 두 패턴이 같은 파일에 맞지 않도록 README.md의 "configs"에 파일을 적어 주세요.',
  ],
  // the path of a file, then what is wrong with it
  ['{name}: {why}', '{name}: {why}'],
]
