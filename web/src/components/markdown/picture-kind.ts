/** Kinds of pictures that can hold nothing but a picture. */
const HELD = /^data:image\/(png|jpeg|gif|webp)[;,]/i

/** Where a picture of a card is: in the card itself, in its repo, or elsewhere, where asking for it would tell who reads. */
export function kindOfPicture(source: string): 'held' | 'own' | 'elsewhere' {
  if (HELD.test(source)) return 'held'
  return /^[a-z]+:|^\/\//i.test(source) ? 'elsewhere' : 'own'
}
