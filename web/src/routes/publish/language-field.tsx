import { wrongLanguages } from '../../core/draft.js'
import { languageNames } from '../../core/language-names.js'
import { useWords } from '../../words/words.js'
import { TextField } from './fields.js'

/** Languages by name or code, with commas between them. The one in the making is offered by name. */
export function LanguageField({ value, change }: { value: string; change(value: string): void }) {
  const { words, language } = useWords()
  const says = words.publish
  const wrong = wrongLanguages(value)
  const before = value.replace(/[^,;]*$/, '')
  return (
    <TextField
      label={says.language}
      hint={wrong.length > 0 ? says.wrongLanguage(wrong.join(', ')) : says.languageHint}
      isWrong={wrong.length > 0}
      value={value}
      change={change}
      maxLength={200}
      list={languageNames(language).map((name) => (before === '' ? name : `${before} ${name}`))}
    />
  )
}
