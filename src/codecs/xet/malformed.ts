/** Bytes that break the rules of docs/protocols/xet.md. The message says what is wrong and where. */
export class MalformedXet extends Error {
  override name = 'MalformedXet'
}
