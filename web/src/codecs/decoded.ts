/** A part of an address, decoded. What is no valid encoding stands for itself: a name may hold a % of its own. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
