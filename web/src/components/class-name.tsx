const COLOURS = 8

/** The class of a colour: the same for the same number everywhere. */
export const colourOf = (group: number): string => `class-colour-${((group % COLOURS) + COLOURS) % COLOURS}`

/** A class by its name, with its colour; its number where there is no name. */
export function ClassName({ value, names }: { value: number; names: string[] | undefined }) {
  return (
    <span className="class-name">
      <span className={`swatch ${colourOf(value)}`} aria-hidden="true" />
      {names?.[value] ?? value}
    </span>
  )
}
