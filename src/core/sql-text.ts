/** A name of SQL. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A string of SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
