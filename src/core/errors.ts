/**
 * The one table of errors. `status` is the HTTP status the edge sends, `code` goes out as `X-Error-Code`
 * (the key of the row unless the row names another). A message says what is wrong and what to do; `korean/` has it in Korean.
 */
const TABLE = {
  // Codes the clients parse; see docs/protocols/hub-api.md.
  RepoNotFound: {
    status: 404,
    message: 'Repository {repo} not found. Check its name, and that your token may read it.',
  },
  RepoNotFoundAnonymous: {
    status: 401,
    code: 'RepoNotFound',
    message: 'Repository {repo} not found. If it is private, sign in: send a token that may read it.',
  },
  RevisionNotFound: { status: 404, message: 'Revision {revision} does not exist in {repo}.' },
  DiscussionNotFound: { status: 404, message: 'There is no discussion or pull request {num} in {repo}.' },
  CommentNotFound: { status: 404, message: 'There is no comment {id} in discussion {num} of {repo}.' },
  DiscussionsDisabled: {
    status: 403,
    message:
      'Discussions and pull requests are turned off for {repo}. Its owners can turn them on in its settings.',
  },
  DiscussionFull: {
    status: 409,
    message: 'Discussion {num} of {repo} is full ({limit}). Open a new one and link to this one.',
  },
  EntryNotFound: { status: 404, message: '{path} does not exist at revision {revision} of {repo}.' },
  DeleteMissing: {
    status: 404,
    code: 'EntryNotFound',
    message: "A file with this name doesn't exist: {path}. Nothing was changed.",
  },
  GatedRepo: {
    status: 403,
    message:
      'Access to {repo} is restricted and you are not in the authorized list. Visit {url} to ask for access.',
  },
  GatedRepoPending: {
    status: 403,
    code: 'GatedRepo',
    message:
      'Access to {repo} is restricted and you are not in the authorized list. Your request waits for an answer of its owner; {url} shows how it stands.',
  },
  GatedRepoRejected: {
    status: 403,
    code: 'GatedRepo',
    message:
      'Access to {repo} is restricted and you are not in the authorized list. Your request was rejected; {url} shows why.',
  },
  GatedRepoExpired: {
    status: 403,
    code: 'GatedRepo',
    message:
      'Access to {repo} is restricted and you are not in the authorized list. Your access has ended. Visit {url} to ask for access again.',
  },
  GatedRepoAnonymous: {
    status: 401,
    code: 'GatedRepo',
    message:
      'Access to {repo} is restricted. You must be authenticated to access it: send a token, or visit {url}.',
  },
  NotGated: { status: 400, message: '{repo} is not gated: nobody needs to ask for access to it.' },
  RequestNotFound: { status: 404, message: '{what}.' },
  DeliveryNotFound: { status: 404, message: 'The webhook {webhook} has no delivery {id}.' },
  SessionNotFound: { status: 404, message: 'You have no session {id}.' },
  WebhookNotFound: { status: 404, message: 'There is no webhook {id} of yours.' },
  AccessPending: {
    status: 409,
    message:
      'Your request for access to {repo} waits for an answer. Take it back first to ask in other words.',
  },
  AccessRejected: {
    status: 403,
    message:
      'Your request for access to {repo} was rejected{why}. Only a reviewer of {repo} can open it again.',
  },
  TermsNotAccepted: {
    status: 409,
    message:
      'The terms of {repo} must be accepted: read them at {url} and send their SHA-256 as "terms". It is {sha256} now.',
  },
  // What the terms of a repo and its opening ask; clients know all of them as GatedRepo. See docs/terms.md.
  TermsCountryUnknown: {
    status: 403,
    code: 'GatedRepo',
    message:
      'The terms of {repo} open it to people in {why}, and your country is not confirmed. Ask an operator of this hub, or sign in with a provider that states it; see {api}/terms.',
  },
  TermsCountry: {
    status: 403,
    code: 'GatedRepo',
    message:
      'The terms of {repo} open it to people in {why}, and your confirmed country is another. Only its owner can agree on other terms with you: {url}.',
  },
  TermsMembers: {
    status: 403,
    code: 'GatedRepo',
    message: 'The terms of {repo} open it to members of its organisation. Ask to be invited: {url}.',
  },
  TermsPurpose: {
    status: 403,
    code: 'GatedRepo',
    message:
      'Your access to {repo} is for a purpose that its terms do not name. They name: {why}. Visit {url} to ask for access again with one of these as "purpose".',
  },
  TermsEnded: {
    status: 403,
    code: 'GatedRepo',
    message:
      'By its terms access to {repo} ended {why}, and copies are to be deleted by then; see {api}/terms.',
  },
  TermsUnreadable: {
    status: 403,
    code: 'GatedRepo',
    message:
      'The terms of {repo} cannot be read by this hub. Its administrators must set them anew: {api}/terms.',
  },
  TermsStorage: {
    status: 403,
    code: 'GatedRepo',
    message:
      'By its terms the bytes of {repo} may be kept in {why}. Its operator sets DATABELT_COUNTRY to where they are, or moves them there; else its administrators set other terms: {api}/terms.',
  },
  TermsStorageAnonymous: {
    status: 401,
    code: 'GatedRepo',
    message:
      'By its terms the bytes of {repo} may be kept in {why}. Only those who write it still get them: sign in, or send a token.',
  },
  TermsRefused: {
    status: 400,
    message: 'These terms cannot be set: "{key}": {why}. Nothing was changed.',
  },
  ReportDue: {
    status: 403,
    code: 'GatedRepo',
    message:
      'A report on your use of {repo} was due on {why}. File it to go on: POST it as "text" to {api}/use-report.',
  },
  UnderEmbargo: {
    status: 403,
    code: 'GatedRepo',
    message: 'The contents of {repo} are under embargo until {why}. Come back then to {url}.',
  },
  UnderEmbargoAnonymous: {
    status: 401,
    code: 'GatedRepo',
    message:
      'The contents of {repo} are under embargo until {why}. Those who prepare it send a token; all others come back then to {url}.',
  },
  RepoWithdrawn: {
    status: 403,
    message: '{repo} was withdrawn: {why}. Its page stays; its files are no longer served to anybody.',
  },
  OpeningStep: {
    status: 409,
    message: '{repo} is {from}, and cannot become {to} from there. It can become: {next}.',
  },
  RepoDisabled: { status: 403, code: '', message: 'Access to this resource is disabled.' },

  // Who is asking.
  InvalidToken: { status: 401, code: '', message: 'Invalid credentials in Authorization header' },
  NotSignedIn: { status: 401, message: 'This needs a token. Send it as "Authorization: Bearer <token>".' },
  FlowEnded: {
    status: 400,
    message: 'This sign-in has ended, was used, or was begun in another browser. Begin it again.',
  },
  PasskeyRefused: { status: 403, message: 'The passkey was not accepted: {why}.' },
  PasskeyNotFound: { status: 404, message: 'You have no passkey {id}.' },
  ProviderNotFound: { status: 404, message: 'Nobody signs in to this hub at a provider called "{name}".' },
  ProviderUnavailable: {
    status: 503,
    message: '{label} does not answer. Try again in a moment, or sign in in another way.',
  },
  ProviderRefused: { status: 403, message: 'Signing in at {label} did not succeed: {why}.' },
  NoAccount: {
    status: 403,
    message:
      'You have no account here that is linked with {label}. Sign in in another way and link it in your settings, or ask the operator of this hub.',
  },
  IdentityTaken: {
    status: 409,
    message: 'This account of {label} is linked with another user here. Unlink it there first.',
  },
  IdentityNotFound: { status: 404, message: 'You have no linked account {id}.' },
  LastWayIn: {
    status: 409,
    message: 'This is your last way to sign in. Add another one first: a password, a passkey or a provider.',
  },
  WrongSignIn: { status: 401, message: 'The name or the password is wrong.' },
  SecondFactorNeeded: {
    status: 401,
    message: 'Give the code of your authenticator app, or a recovery code, as well.',
  },
  WrongCode: { status: 401, message: 'The code is wrong, or was used already. Wait for the next one.' },
  EmailCodeWrong: {
    status: 403,
    message: 'The code is wrong, was used, or has ended. Ask for a new one.',
  },
  NoEmail: {
    status: 409,
    message: 'Your account has no e-mail address. Ask an operator of this hub to add one.',
  },
  NoMailServer: {
    status: 409,
    message:
      'This hub sends no mail, so your address stays unverified. Its operator can set DATABELT_SMTP_URL.',
  },
  MailNotSent: { status: 502, message: 'The mail server did not take the mail. Try again in a minute.' },
  WrongPassword: { status: 403, message: 'The present password is wrong. Nothing was changed.' },
  TooManyAttempts: {
    status: 429,
    message: 'Too many attempts failed. Try again in {seconds} s.',
  },
  TooManyBadTokens: {
    status: 429,
    message: 'Too many wrong tokens came from here. Try again in {seconds} s.',
  },
  LinkEnded: {
    status: 404,
    message: 'This link was used already or has ended. Ask the operator of the hub for another.',
  },
  UnknownDeviceCode: {
    status: 404,
    message: 'No program waits under this code. It may have ended; look at what the program shows now.',
  },
  OAuth: { status: 400, message: '{why}' },
  SignUpClosed: { status: 403, message: 'Users are made by the operator of this hub. Ask them for one.' },
  SessionNeeded: {
    status: 403,
    message:
      'A token cannot change how its user signs in, nor make or list tokens. Sign in on the pages of this hub.',
  },
  FreshSignInNeeded: {
    status: 403,
    message: 'This needs a sign-in within the last 30 minutes. Sign in again, then repeat it.',
  },
  StrongSignInNeeded: {
    status: 403,
    message:
      'This needs a session with your second factor. Sign in again with it, or with a passkey, then repeat this. An administrator who has neither adds one first.',
  },
  CrossSite: {
    status: 403,
    message:
      'A page of another site asked for this with your cookies; nothing was done. Use the pages of this hub, or send a token.',
  },
  Forbidden: { status: 403, message: 'You may not {action} {repo}: {why}.' },
  AccountSuspended: {
    status: 403,
    message: 'The account {name} is suspended. Only an administrator of this hub can open it again.',
  },
  BadSignature: { status: 403, message: 'This address is not valid or has expired. Ask for a new one.' },

  // What was asked.
  BadRequest: { status: 400, message: '{why}' },
  InvalidName: { status: 400, message: '"{name}" cannot be a name: {why}.' },
  NameTaken: { status: 409, message: 'The name {name} cannot be given: {why}. Choose another one.' },
  NamespaceNotFound: { status: 404, message: 'There is no {kind} called "{name}" on this hub.' },
  MemberNotFound: { status: 404, message: '{what}.' },
  LastAdmin: {
    status: 409,
    message: '{user} is the last administrator of {org}. Give somebody else the role admin first.',
  },
  TeamNotFound: { status: 404, message: 'There is no team called "{name}" in {org}.' },
  InvitationNotFound: {
    status: 404,
    message:
      'There is no such invitation for you, or it has ended. Ask an administrator of the organisation for a new one.',
  },
  TransferNotFound: {
    status: 404,
    message:
      'There is no such offer for you, or it has ended. Ask the owner of the repository for a new one.',
  },
  OwnsRepos: {
    status: 409,
    message: '{name} still owns {count} repositories, such as {some}. Move or delete them first.',
  },
  HasReceipts: {
    status: 409,
    message:
      '{name} asked for access to data under terms; the receipts of that are kept for both sides. Suspend the account instead.',
  },
  InvalidPath: { status: 400, message: 'The path "{path}" cannot be stored: {why}.' },
  PathClash: {
    status: 409,
    message: 'The paths {other} and {path} are the same once written in Unicode NFC. Rename one of them.',
  },
  InvalidCard: { status: 400, message: 'Invalid metadata in README.md: {why}' },
  UnknownBlob: {
    status: 400,
    message:
      'The LFS object {oid} of {path} has not been uploaded to this repository. Upload it first, then commit.',
  },
  SizeMismatch: {
    status: 400,
    message: 'The content has {actual} bytes but {expected} were announced. Nothing was stored.',
  },
  HashMismatch: {
    status: 400,
    message:
      'The content has the SHA-256 {actual} but {expected} was announced. Nothing was stored; send it again.',
  },
  TruncatedBody: {
    status: 400,
    message: 'The request ended before its content was complete. Nothing was stored.',
  },
  SlowClient: {
    status: 408,
    message: 'The content arrived too slowly (under {limit} bytes a second). Try again.',
  },
  UnknownChunk: { status: 404, message: 'Nothing is known of this chunk.' },

  // Tables and the dataset viewer; the codes are those of its API.
  TablesNotReady: {
    status: 500,
    code: 'ResponseNotReady',
    message: 'The tables of {repo} are not ready yet. Try again in a few seconds.',
  },
  TableNotFound: {
    status: 404,
    code: 'ResponseNotFound',
    message: 'There is no table {table} in {repo}. {hint}',
  },
  TableFailed: {
    status: 500,
    code: 'ResponseFailed',
    message: 'The table {table} could not be made: {why}',
  },
  TaskFailed: { status: 422, code: 'InvalidParameter', message: '{why}' },
  TaskTooLarge: {
    status: 422,
    message: 'This needs more time or memory than one request may have: {why} Ask for less.',
  },
  MissingParameter: {
    status: 422,
    code: 'MissingRequiredParameter',
    message: "Parameter '{name}' is required.",
  },
  ViewerNotFound: {
    status: 404,
    code: 'ExternalAuthenticatedError',
    message:
      'The dataset does not exist, or is not accessible with the current credentials (private or gated). Please check the spelling of the dataset name or retry with other authentication credentials.',
  },
  ViewerNotFoundAnonymous: {
    status: 401,
    code: 'ExternalUnauthenticatedError',
    message:
      'The dataset does not exist, or is not accessible without authentication (private or gated). Please check the spelling of the dataset name or retry with authentication.',
  },
  RouteNotFound: { status: 404, message: 'There is nothing at {method} {path} on this hub.' },
  NotImplemented: { status: 501, message: '{what} is not available on this hub. {hint}' },
  SpacesRefused: {
    status: 501,
    message:
      'This hub keeps datasets and models; it does not run Spaces. Use repo_type "dataset" or "model".',
  },
  AlreadyExists: { status: 409, message: '{what} already exists.' },
  ParentMismatch: {
    status: 412,
    message:
      'The branch {ref} is at {head}, not at the parent commit {parent} you gave. Fetch it and try again.',
  },
  RefConflict: {
    status: 409,
    message: 'The ref {ref} was changed by somebody else at the same time. Try again.',
  },
  BadSql: { status: 400, message: '{why}' },
  SqlRefused: {
    status: 400,
    message:
      '{why} Here one SELECT over tables of the hub can be asked, as select * from "namespace/name".train.',
  },
  SqlTooSlow: {
    status: 422,
    message:
      'The query was stopped after {seconds} s. Filter earlier, read fewer columns, or take a part with a limit.',
  },
  SqlTooLarge: { status: 422, message: '{why}' },
  SqlCrashed: {
    status: 422,
    message: 'The query made the engine end ({why}). Write it in another way; the log has it under {query}.',
  },
  QueryCancelled: { status: 409, message: 'The query {query} was cancelled.' },
  QueryNotFound: { status: 404, message: 'There is no query {query} of yours. It is known for ten minutes.' },
  TooManyQueries: {
    status: 429,
    message: 'You run {most} queries already. Wait for one to end, or cancel it: DELETE /api/sql/<query id>.',
  },
  PayloadTooLarge: { status: 413, message: '{what} is larger than the limit of {limit}.' },
  RangeNotSatisfiable: { status: 416, message: 'The range is outside of the {size} bytes of the file.' },
  Busy: { status: 503, message: 'The hub is busy or its database is restarting. Try again in a moment.' },
  // Quotas; see docs/quotas.md.
  QuotaExceeded: {
    status: 413,
    message:
      '{what} holds {used} of its {limit}, and this needs {more} more. Nothing was stored. Delete what is not needed (its space is free after the next garbage collection), or ask an administrator of the hub for a larger quota or a voucher.',
  },
  // for those who may not know what else the owner keeps
  QuotaExceededUntold: {
    status: 413,
    code: 'QuotaExceeded',
    message:
      'The quota of {what} has no room for this. Nothing was stored. Ask its administrators to make room, or to get a larger quota.',
  },
  RateLimited: {
    status: 429,
    message:
      'You have made {limit} requests to the {bucket} of this hub in five minutes, which is the most. Try again in {seconds} s.{hint}',
  },
  RateLimitedTarget: {
    status: 429,
    code: 'RateLimited',
    message:
      'Others than its members have made {limit} requests to {what} in five minutes, which is the most. Try again in {seconds} s.',
  },
  EgressExceeded: {
    status: 429,
    message:
      'The downloads from {what} have used up what may leave the hub in a {period}. They open again at {opens}.',
  },
  SqlTimeUsedUp: {
    status: 429,
    message:
      'You have used the {seconds} s of queries that a day has without a voucher. Try again after {opens}, or ask an administrator of the hub for a voucher of query time.',
  },
  VoucherNotFound: { status: 404, message: 'There is no voucher {id} that could be revoked.' },
  InsufficientStorage: {
    status: 507,
    message: 'The hub has no storage space left. Nothing was stored; tell its operator.',
  },
  BlobDamaged: {
    status: 500,
    message:
      'The stored bytes of {path} failed their check and were set aside. Upload the file again to repair it.',
  },
  Internal: {
    status: 500,
    message: 'Something went wrong on the hub. Its log has the details under request {request}.',
  },
} as const satisfies Record<string, { status: number; message: string; code?: string }>

export type ErrorKey = keyof typeof TABLE

/** Every error as callers see it, for those who describe the API. */
export const errorRows = (): { key: ErrorKey; code: string; status: number; message: string }[] =>
  Object.entries(TABLE).map(([key, row]) => {
    const { status, message, code = key } = row as { status: number; message: string; code?: string }
    return { key: key as ErrorKey, code, status, message }
  })
/** `url` and `api` are paths on the hub. */
type ErrorParams = Record<string, string | number>

/** A message with its placeholders filled. */
export const fill = (template: string, params: ErrorParams): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '')).trim()

/** An error a caller can act on. Anything else that is thrown is a bug and becomes `Internal`. */
export class HubError extends Error {
  override name = 'HubError'
  readonly status: number
  readonly code: string
  constructor(
    readonly key: ErrorKey,
    readonly params: ErrorParams = {},
    /** Extra keys of the JSON body, for example `url` on a 409 of repo creation. */
    readonly body: Record<string, unknown> = {},
  ) {
    const row: { status: number; message: string; code?: string } = TABLE[key]
    super(fill(row.message, params))
    this.status = row.status
    this.code = row.code ?? key
  }

  /** The same error for people, who may read it anywhere: `url` and `api`, paths on the hub, as addresses below `base`. */
  at(base: string): HubError {
    const { url, api } = this.params
    if (url === undefined && api === undefined) return this
    const full = { ...(url && { url: `${base}${url}` }), ...(api && { api: `${base}${api}` }) }
    return new HubError(this.key, { ...this.params, ...full }, this.body)
  }
}

export const isHubError = (error: unknown, key?: ErrorKey): error is HubError =>
  error instanceof HubError && (key === undefined || error.key === key)
