/**
 * The one table of errors. `status` is the HTTP status the edge sends, `code` goes out as `X-Error-Code`
 * (the key of the row unless the row names another). A message says what is wrong and what to do.
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
  DiscussionNotFound: { status: 404, message: 'There is no pull request {num} in {repo}.' },
  EntryNotFound: { status: 404, message: '{path} does not exist at revision {revision} of {repo}.' },
  DeleteMissing: {
    status: 404,
    code: 'EntryNotFound',
    message: "A file with this name doesn't exist: {path}. Nothing was changed.",
  },
  GatedRepo: {
    status: 403,
    message: 'Access to {repo} is restricted and you are not in the authorized list. {why}',
  },
  GatedRepoAnonymous: {
    status: 401,
    code: 'GatedRepo',
    message:
      'Access to {repo} is restricted. You must be authenticated to access it: send a token, or visit {url}.',
  },
  NotGated: { status: 400, message: '{repo} is not gated: nobody needs to ask for access to it.' },
  RequestNotFound: { status: 404, message: '{what}.' },
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
  RepoDisabled: { status: 403, code: '', message: 'Access to this resource is disabled.' },

  // Who is asking.
  InvalidToken: { status: 401, code: '', message: 'Invalid credentials in Authorization header' },
  NotSignedIn: { status: 401, message: 'This needs a token. Send it as "Authorization: Bearer <token>".' },
  Forbidden: { status: 403, message: 'You may not {action} {repo}: {why}.' },
  BadSignature: { status: 403, message: 'This address is not valid or has expired. Ask for a new one.' },

  // What was asked.
  BadRequest: { status: 400, message: '{why}' },
  InvalidName: { status: 400, message: '"{name}" cannot be a name: {why}.' },
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
type ErrorParams = Record<string, string | number>

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
    super(row.message.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '')).trim())
    this.status = row.status
    this.code = row.code ?? key
  }
}

export const isHubError = (error: unknown, key?: ErrorKey): error is HubError =>
  error instanceof HubError && (key === undefined || error.key === key)
