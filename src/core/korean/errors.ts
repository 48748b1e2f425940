import type { ErrorKey } from '../errors.js'

/**
 * The messages of `errors.ts` for people who read Korean. No particle stands behind a value, since which one is right
 * depends on its last sound: a noun stands between them, or the value stands alone.
 */
export const KOREAN: Record<ErrorKey, string> = {
  RepoNotFound: '{repo} 저장소를 찾을 수 없습니다. 이름과 토큰의 읽기 권한을 확인해 주세요.',
  RepoNotFoundAnonymous:
    '{repo} 저장소를 찾을 수 없습니다. 비공개 저장소라면 로그인하거나 읽기 권한이 있는 토큰을 보내 주세요.',
  RevisionNotFound: '{repo} 저장소에 {revision} 버전이 없습니다.',
  DiscussionNotFound: '{repo} 저장소에 {num}번 토론이나 풀 리퀘스트가 없습니다.',
  CommentNotFound: '{repo} 저장소의 {num}번 토론에 {id} 댓글이 없습니다.',
  DiscussionsDisabled:
    '{repo} 저장소에서는 토론과 풀 리퀘스트를 쓰지 않습니다. 소유자가 설정에서 켤 수 있습니다.',
  DiscussionFull:
    '{repo} 저장소의 {num}번 토론이 가득 찼습니다({limit}). 새 토론을 열고 이 토론의 링크를 적어 주세요.',
  EntryNotFound: '{repo} 저장소의 {revision} 버전에 {path} 파일이나 폴더가 없습니다.',
  DeleteMissing: '이런 이름의 파일이 없습니다: {path}. 아무것도 바뀌지 않았습니다.',
  GatedRepo:
    '{repo} 저장소는 승인된 사람만 쓸 수 있으며, 아직 승인되지 않았습니다. {url} 주소에서 접근을 신청해 주세요.',
  GatedRepoPending:
    '{repo} 저장소는 승인된 사람만 쓸 수 있습니다. 신청이 소유자의 답을 기다리고 있습니다. 진행 상황은 {url} 주소에서 볼 수 있습니다.',
  GatedRepoRejected:
    '{repo} 저장소는 승인된 사람만 쓸 수 있습니다. 신청이 거절되었습니다. 이유는 {url} 주소에서 볼 수 있습니다.',
  GatedRepoExpired:
    '{repo} 저장소는 승인된 사람만 쓸 수 있습니다. 접근 기간이 끝났습니다. {url} 주소에서 다시 신청해 주세요.',
  GatedRepoAnonymous:
    '{repo} 저장소는 승인된 사람만 쓸 수 있습니다. 로그인하거나 토큰을 보내거나, {url} 주소를 열어 주세요.',
  NotGated: '{repo} 저장소는 승인 없이 쓸 수 있으므로 접근을 신청하지 않아도 됩니다.',
  RequestNotFound: '{what}.',
  DeliveryNotFound: '{webhook} 웹훅에 {id} 전송 기록이 없습니다.',
  SessionNotFound: '내 세션 가운데 {id} 세션이 없습니다.',
  WebhookNotFound: '내 웹훅 가운데 {id} 웹훅이 없습니다.',
  AccessPending:
    '{repo} 저장소의 접근 신청이 답을 기다리고 있습니다. 내용을 바꾸려면 먼저 신청을 거두어 주세요.',
  AccessRejected:
    '{repo} 저장소의 접근 신청이 거절되었습니다{why}. {repo} 저장소의 검토자만 다시 열 수 있습니다.',
  TermsNotAccepted:
    '{repo} 저장소의 이용 조건에 동의해야 합니다. {url} 주소에서 읽고 그 SHA-256 값을 "terms"로 보내 주세요. 지금 값: {sha256}.',
  TermsCountryUnknown:
    '이용 조건에 따라 {repo} 저장소는 다음 나라의 사람에게 열려 있는데, 거주 국가가 확인되지 않았습니다: {why}. 허브 운영자에게 요청하거나, 국가를 알려 주는 로그인 제공자로 로그인해 주세요. 이용 조건: {api}/terms',
  TermsCountry:
    '이용 조건에 따라 {repo} 저장소는 다음 나라의 사람에게 열려 있는데, 확인된 국가가 다릅니다: {why}. 다른 조건은 소유자와 협의해 주세요: {url}',
  TermsMembers:
    '이용 조건에 따라 {repo} 저장소는 기관의 구성원에게 열려 있습니다. 초대를 요청해 주세요: {url}',
  TermsPurpose:
    '{repo} 저장소에 승인된 목적이 이용 조건에 없습니다. 조건에 있는 목적: {why}. 이 가운데 하나를 "purpose"로 하여 {url} 주소에서 다시 신청해 주세요.',
  TermsEnded:
    '이용 조건에 따라 {repo} 저장소의 접근 기간이 끝났습니다({why}). 사본도 그때까지 삭제해야 합니다. 이용 조건: {api}/terms',
  TermsUnreadable:
    '이 허브는 {repo} 저장소의 이용 조건을 읽을 수 없습니다. 저장소 관리자가 다시 정해야 합니다: {api}/terms',
  TermsStorage:
    '이용 조건이 정한 {repo} 저장소의 보관 국가: {why}. 운영자가 DATABELT_COUNTRY에 실제 위치를 적거나 데이터를 그 나라로 옮겨야 합니다. 아니면 저장소 관리자가 조건을 바꿔야 합니다: {api}/terms',
  TermsStorageAnonymous:
    '이용 조건이 정한 {repo} 저장소의 보관 국가: {why}. 지금은 쓰기 권한이 있는 사람만 받을 수 있습니다. 로그인하거나 토큰을 보내 주세요.',
  TermsRefused: '이 이용 조건은 정할 수 없습니다. "{key}": {why}. 아무것도 바뀌지 않았습니다.',
  ReportDue:
    '{repo} 저장소의 이용 보고서 제출 기한이 지났습니다({why}). 계속 쓰려면 "text"에 담아 {api}/use-report 주소로 POST해 주세요.',
  UnderEmbargo: '{repo} 저장소의 내용은 공개 예정입니다({why}). 그때 {url} 주소에서 다시 확인해 주세요.',
  UnderEmbargoAnonymous:
    '{repo} 저장소의 내용은 공개 예정입니다({why}). 준비하는 사람은 토큰을 보내고, 그 밖에는 그때 {url} 주소에서 다시 확인해 주세요.',
  RepoWithdrawn:
    '{repo} 저장소는 철회되었습니다: {why}. 페이지는 남아 있지만 파일은 아무에게도 제공되지 않습니다.',
  OpeningStep:
    '{repo} 저장소의 지금 상태에서는 그렇게 바꿀 수 없습니다. 지금 상태: {from}, 요청한 상태: {to}. 바꿀 수 있는 상태: {next}.',
  RepoDisabled: '이 자료는 사용이 중지되었습니다.',

  InvalidToken: 'Authorization 헤더의 인증 정보가 올바르지 않습니다.',
  NotSignedIn: '토큰이 필요합니다. "Authorization: Bearer <token>" 헤더로 보내 주세요.',
  FlowEnded:
    '이 로그인은 끝났거나, 이미 쓰였거나, 다른 브라우저에서 시작되었습니다. 처음부터 다시 해 주세요.',
  PasskeyRefused: '패스키를 받아들이지 못했습니다: {why}.',
  PasskeyNotFound: '내 패스키 가운데 {id} 패스키가 없습니다.',
  ProviderNotFound: '이 허브에는 "{name}" 로그인 제공자가 없습니다.',
  ProviderUnavailable: '{label}에서 응답이 없습니다. 잠시 뒤 다시 하거나 다른 방법으로 로그인해 주세요.',
  ProviderRefused: '{label} 로그인에 실패했습니다: {why}.',
  NoAccount:
    '{label}에 연결된 계정이 여기에 없습니다. 다른 방법으로 로그인해 설정에서 연결하거나, 허브 운영자에게 문의해 주세요.',
  IdentityTaken:
    '이 {label} 계정은 이미 다른 사용자에게 연결되어 있습니다. 먼저 그쪽에서 연결을 끊어 주세요.',
  IdentityNotFound: '연결된 계정 가운데 {id} 계정이 없습니다.',
  LastWayIn:
    '마지막 남은 로그인 방법입니다. 먼저 비밀번호, 패스키, 로그인 제공자 가운데 다른 방법을 추가해 주세요.',
  WrongSignIn: '이름이나 비밀번호가 틀렸습니다.',
  SecondFactorNeeded: '인증 앱의 코드나 복구 코드도 입력해 주세요.',
  WrongCode: '코드가 틀렸거나 이미 쓰였습니다. 다음 코드를 기다려 주세요.',
  EmailCodeWrong: '코드가 틀렸거나, 이미 쓰였거나, 기한이 지났습니다. 새 코드를 요청해 주세요.',
  NoEmail: '계정에 이메일 주소가 없습니다. 허브 운영자에게 추가를 요청해 주세요.',
  NoMailServer:
    '이 허브는 메일을 보내지 않아 주소를 확인할 수 없습니다. 운영자가 DATABELT_SMTP_URL을 설정하면 됩니다.',
  MailNotSent: '메일 서버가 메일을 받지 않았습니다. 잠시 뒤 다시 해 주세요.',
  WrongPassword: '현재 비밀번호가 틀렸습니다. 아무것도 바뀌지 않았습니다.',
  TooManyAttempts: '실패한 시도가 너무 많습니다. {seconds}초 뒤에 다시 해 주세요.',
  TooManyBadTokens: '이곳에서 잘못된 토큰이 너무 많이 왔습니다. {seconds}초 뒤에 다시 해 주세요.',
  LinkEnded: '이미 쓰였거나 기한이 지난 링크입니다. 허브 운영자에게 새 링크를 요청해 주세요.',
  UnknownDeviceCode:
    '이 코드를 기다리는 프로그램이 없습니다. 기한이 지났을 수 있으니 프로그램에 지금 보이는 코드를 확인해 주세요.',
  OAuth: '{why}',
  SignUpClosed: '이 허브에서는 운영자가 사용자를 만듭니다. 운영자에게 요청해 주세요.',
  SessionNeeded:
    '토큰으로는 로그인 방법을 바꾸거나 토큰을 만들고 볼 수 없습니다. 이 허브의 화면에서 로그인해 주세요.',
  FreshSignInNeeded: '최근 30분 안에 로그인한 상태여야 합니다. 다시 로그인한 다음 한 번 더 해 주세요.',
  StrongSignInNeeded:
    '2단계 인증을 거친 세션이 필요합니다. 2단계 인증이나 패스키로 다시 로그인한 다음 한 번 더 해 주세요. 둘 다 없는 관리자는 먼저 추가해야 합니다.',
  CrossSite:
    '다른 사이트의 페이지가 쿠키를 이용해 요청했기 때문에 아무것도 하지 않았습니다. 이 허브의 화면을 쓰거나 토큰을 보내 주세요.',
  Forbidden: '{repo}에 대한 {action} 권한이 없습니다: {why}.',
  AccountSuspended: '{name} 계정은 정지되었습니다. 이 허브의 관리자만 다시 열 수 있습니다.',
  BadSignature: '올바르지 않거나 기한이 지난 주소입니다. 새 주소를 요청해 주세요.',

  BadRequest: '{why}',
  InvalidName: '"{name}" 이름은 쓸 수 없습니다: {why}.',
  NameTaken: '{name} 이름은 쓸 수 없습니다: {why}. 다른 이름을 골라 주세요.',
  NamespaceNotFound: '이 허브에 "{name}" 이름의 {kind} 계정이 없습니다.',
  MemberNotFound: '{what}.',
  LastAdmin: '{user} 사용자는 {org} 기관의 마지막 관리자입니다. 먼저 다른 사람에게 관리자 역할을 주세요.',
  TeamNotFound: '{org} 기관에 "{name}" 팀이 없습니다.',
  InvitationNotFound: '그런 초대가 없거나 기한이 지났습니다. 기관의 관리자에게 새 초대를 요청해 주세요.',
  TransferNotFound: '그런 이전 제안이 없거나 기한이 지났습니다. 저장소의 소유자에게 새 제안을 요청해 주세요.',
  OwnsRepos:
    '{name} 계정에 아직 {some} 등 저장소 {count}개가 있습니다. 먼저 저장소를 옮기거나 삭제해 주세요.',
  HasReceipts:
    '{name} 계정은 이용 조건이 있는 데이터를 신청한 적이 있고, 그 기록은 양쪽을 위해 보관됩니다. 삭제하는 대신 계정을 정지해 주세요.',
  InvalidPath: '"{path}" 경로는 저장할 수 없습니다: {why}.',
  PathClash:
    '{other} 경로와 {path} 경로는 유니코드 NFC로 쓰면 같습니다. 둘 가운데 하나의 이름을 바꿔 주세요.',
  InvalidCard: 'README.md의 메타데이터가 올바르지 않습니다: {why}',
  UnknownBlob:
    '{path} 파일의 LFS 객체 {oid} 내용이 이 저장소에 올라오지 않았습니다. 먼저 올린 다음 커밋해 주세요.',
  SizeMismatch:
    '알려 온 크기는 {expected}바이트인데 내용은 {actual}바이트입니다. 아무것도 저장하지 않았습니다.',
  HashMismatch:
    '알려 온 SHA-256은 {expected} 값인데 내용의 SHA-256은 {actual} 값입니다. 아무것도 저장하지 않았으니 다시 보내 주세요.',
  TruncatedBody: '내용이 다 오기 전에 요청이 끝났습니다. 아무것도 저장하지 않았습니다.',
  SlowClient: '내용이 너무 느리게 왔습니다(초당 {limit}바이트 미만). 다시 해 주세요.',
  UnknownChunk: '알려지지 않은 조각입니다.',

  TablesNotReady: '{repo}의 표가 아직 준비되지 않았습니다. 잠시 뒤 다시 해 주세요.',
  TableNotFound: '{repo}에 {table} 표가 없습니다. {hint}',
  TableFailed: '{table} 표를 만들지 못했습니다: {why}',
  TaskFailed: '{why}',
  TaskTooLarge: '한 번의 요청으로 쓸 수 있는 시간이나 메모리를 넘습니다: {why} 범위를 줄여 주세요.',
  MissingParameter: '{name} 값이 필요합니다.',
  ViewerNotFound:
    '데이터셋이 없거나 지금의 인증 정보로는 볼 수 없습니다(비공개 또는 승인 필요). 이름을 확인하거나 다른 인증 정보로 다시 해 주세요.',
  ViewerNotFoundAnonymous:
    '데이터셋이 없거나 로그인하지 않고는 볼 수 없습니다(비공개 또는 승인 필요). 이름을 확인하거나 로그인한 다음 다시 해 주세요.',
  RouteNotFound: '이 허브의 {method} {path} 주소에는 아무것도 없습니다.',
  NotImplemented: '이 허브에서는 쓸 수 없습니다: {what}. {hint}',
  SpacesRefused:
    '이 허브는 데이터셋과 모델만 보관하며 Spaces는 실행하지 않습니다. repo_type에 "dataset"이나 "model"을 써 주세요.',
  AlreadyExists: '이미 있습니다: {what}.',
  ParentMismatch:
    '{ref} 브랜치는 지금 {head} 커밋에 있으며, 보낸 부모 커밋 {parent} 값과 다릅니다. 새로 받아서 다시 해 주세요.',
  RefConflict: '다른 사람이 같은 때에 {ref} 참조를 바꾸었습니다. 다시 해 주세요.',
  BadSql: '{why}',
  SqlRefused:
    '{why} 여기서는 허브의 표에 대한 SELECT 하나만 실행할 수 있습니다. 예: select * from "namespace/name".train',
  SqlTooSlow:
    '{seconds}초가 지나 질의를 멈췄습니다. 조건을 먼저 걸거나, 열을 줄이거나, limit으로 일부만 읽어 주세요.',
  SqlTooLarge: '{why}',
  SqlCrashed:
    '질의 때문에 엔진이 멈췄습니다({why}). 다른 방식으로 써 주세요. 로그에는 {query} 이름으로 남아 있습니다.',
  QueryCancelled: '{query} 질의를 취소했습니다.',
  QueryNotFound: '내 질의 가운데 {query} 질의가 없습니다. 질의는 10분 동안 기억됩니다.',
  TooManyQueries:
    '이미 질의 {most}개가 실행 중입니다. 하나가 끝나기를 기다리거나 취소해 주세요: DELETE /api/sql/<query id>.',
  PayloadTooLarge: '{what} 크기가 한도를 넘었습니다. 한도: {limit}.',
  RangeNotSatisfiable: '요청한 범위가 파일의 {size}바이트를 벗어났습니다.',
  Busy: '허브가 바쁘거나 데이터베이스가 다시 시작하는 중입니다. 잠시 뒤 다시 해 주세요.',
  QuotaExceeded:
    '{what}의 할당량 {limit} 가운데 {used} 만큼을 썼는데, {more} 만큼이 더 필요합니다. 아무것도 저장하지 않았습니다. 필요 없는 것을 삭제하거나(공간은 다음 정리 뒤에 비워집니다) 허브 관리자에게 더 큰 할당량이나 바우처를 요청해 주세요.',
  QuotaExceededUntold:
    '{what}의 할당량에 남은 공간이 없습니다. 아무것도 저장하지 않았습니다. 관리자에게 공간을 비우거나 할당량을 늘려 달라고 요청해 주세요.',
  RateLimited:
    '5분 동안 할 수 있는 요청 {limit}번을 다 썼습니다({bucket}). {seconds}초 뒤에 다시 해 주세요.{hint}',
  RateLimitedTarget:
    '구성원이 아닌 사람이 5분 동안 {what}에 할 수 있는 요청 {limit}번을 다 썼습니다. {seconds}초 뒤에 다시 해 주세요.',
  EgressExceeded:
    '{what}의 다운로드가 허브 밖으로 보낼 수 있는 양을 다 썼습니다(기간: {period}). 다시 열리는 때: {opens}.',
  SqlTimeUsedUp:
    '바우처 없이 하루에 쓸 수 있는 질의 시간 {seconds}초를 다 썼습니다. 다음 시각 뒤에 다시 하거나 허브 관리자에게 질의 시간 바우처를 요청해 주세요: {opens}.',
  VoucherNotFound: '취소할 수 있는 {id} 바우처가 없습니다.',
  InsufficientStorage: '허브에 저장 공간이 없습니다. 아무것도 저장하지 않았으니 운영자에게 알려 주세요.',
  BlobDamaged: '{path}의 저장된 내용이 검사를 통과하지 못해 격리했습니다. 파일을 다시 올리면 복구됩니다.',
  Internal: '허브에서 문제가 생겼습니다. 자세한 내용은 로그에 {request} 요청으로 남아 있습니다.',
}
