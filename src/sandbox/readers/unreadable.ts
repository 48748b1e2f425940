/** The file cannot be read as it is. `code` is stable, the words are for the person who made the file. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}
