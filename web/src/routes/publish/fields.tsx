import { type ReactNode, useId } from 'react'

interface FieldProps {
  label: string
  hint?: ReactNode
  value: string
  change(value: string): void
  rows?: number
  isWrong?: boolean
  maxLength?: number
  type?: string
  list?: string[]
}

/** A labelled line of text, or with `rows` a box of them; its hint is read with it. */
export function TextField({
  label,
  hint,
  value,
  change,
  rows,
  isWrong,
  maxLength = 5000,
  ...more
}: FieldProps) {
  const id = useId()
  const same = {
    ...{ id, value, maxLength },
    'aria-describedby': hint ? `${id}-hint` : undefined,
    'aria-invalid': isWrong || undefined,
  }
  return (
    <div className="asked">
      <label htmlFor={id}>{label}</label>
      {rows ? (
        <textarea {...same} rows={rows} onChange={(event) => change(event.target.value)} />
      ) : (
        <input
          {...same}
          type={more.type ?? 'text'}
          list={more.list && `${id}-list`}
          onChange={(event) => change(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      {more.list && (
        <datalist id={`${id}-list`}>
          {more.list.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
      {hint && (
        <p id={`${id}-hint`} className={isWrong ? 'hint wrong' : 'hint'}>
          {hint}
        </p>
      )}
    </div>
  )
}

interface PickProps<T extends string> {
  label: string
  value: T
  options: [value: T, name: string][]
  change(value: T): void
}

export function Pick<T extends string>({ label, value, options, change }: PickProps<T>) {
  const id = useId()
  return (
    <div className="asked">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => change(event.target.value as T)}>
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}

interface ChoicesProps<T extends string> {
  label: string
  value: T
  options: [value: T, name: string, hint: string][]
  change(value: T): void
}

/** A few answers of which one is chosen, each with what it means. */
export function Choices<T extends string>({ label, value, options, change }: ChoicesProps<T>) {
  const name = useId()
  return (
    <fieldset className="choices">
      <legend>{label}</legend>
      {options.map(([each, title, hint]) => (
        <label key={each}>
          <input type="radio" name={name} checked={value === each} onChange={() => change(each)} />
          <span>
            <strong>{title}</strong>
            <span className="hint">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
