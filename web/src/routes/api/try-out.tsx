import { useId, useState } from 'react'
import { CopyBox } from '../../components/copy-box.js'
import { Problem } from '../../components/problem.js'
import { type Operation, type Tried, tryOut } from '../../data/openapi.js'
import { useFormats, useWords } from '../../words/words.js'
import { CODE, type CodeLanguage, type Request } from './code-lines.js'
import { addressOf, exampleOf, keyOf, missingOf } from './request.js'

/** A form that sends the request, and what came of it. What changes something asks for a second thought. */
export function TryOut({ operation, token }: { operation: Operation; token: string }) {
  const { words } = useWords()
  const schema = operation.requestBody?.content['application/json'].schema
  const [values, setValues] = useState<Record<string, string>>({})
  const [body, setBody] = useState(schema && exampleOf(schema))
  const [isSure, setSure] = useState(false)
  const [tried, setTried] = useState<Tried>()
  const [error, setError] = useState<unknown>()
  const { method, path, parameters } = operation
  const address = addressOf(operation, values)
  const changes = !['GET', 'HEAD'].includes(method) && !/^\/(api\/sql|mcp)/.test(path)
  const missing = missingOf(operation, values)
  const go = () => {
    setError(undefined)
    tryOut(method, address, { token, body }).then(setTried, setError)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!missing) go()
      }}
    >
      <div className="api-fields">
        {parameters.map((each) => (
          <ParameterField
            key={keyOf(each)}
            name={each.name}
            hint={each.description}
            required={each.required}
            value={values[keyOf(each)] ?? ''}
            change={(value) => setValues({ ...values, [keyOf(each)]: value })}
          />
        ))}
      </div>
      {body !== undefined && (
        <label className="api-body">
          {words.apiPage.body}
          <textarea
            rows={Math.min(12, body.split('\n').length + 1)}
            value={body}
            spellCheck={false}
            onChange={(event) => setBody(event.target.value)}
          />
        </label>
      )}
      <CodeLines
        request={{
          method,
          url: window.location.origin + address,
          body,
          hasToken: token !== '' || operation.security !== undefined,
        }}
      />
      {changes && (
        <label className="api-sure">
          <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.target.checked)} />{' '}
          {words.apiPage.sure}
        </label>
      )}
      <p>
        <button
          type="submit"
          disabled={missing !== undefined || (changes && !isSure)}
          aria-label={words.apiPage.sendFor(`${method} ${path}`)}
        >
          {words.apiPage.send}
        </button>{' '}
        {missing && <span className="quiet small">{words.apiPage.missing(missing)}</span>}
      </p>
      {error !== undefined && <Problem error={error} retry={go} />}
      {tried && <Answer tried={tried} />}
    </form>
  )
}

/** The same request for programs. */
function CodeLines({ request }: { request: Request }) {
  const { words } = useWords()
  const [language, setLanguage] = useState<CodeLanguage>('curl')
  return (
    <div className="api-lines">
      <select
        aria-label={words.apiPage.language}
        value={language}
        onChange={({ target }) => setLanguage(target.value as CodeLanguage)}
      >
        {Object.keys(CODE).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <CopyBox text={CODE[language](request)} label={language} />
    </div>
  )
}

interface FieldProps {
  name: string
  hint: string
  required: boolean
  value: string
  change(value: string): void
}
function ParameterField({ name, hint, required, value, change }: FieldProps) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>
        <code>{name}</code>
        {required && ' *'}
      </label>
      <input
        id={id}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => change(event.target.value)}
      />
      <span id={`${id}-hint`} className="quiet small">
        {hint}
      </span>
    </div>
  )
}

function Answer({ tried: { status, type, code, headers, tookMs, text, isCut } }: { tried: Tried }) {
  const { words } = useWords()
  const { number } = useFormats()
  return (
    <section aria-label={words.apiPage.answer}>
      <p role="status">
        <strong>{status}</strong> {code && <code>{code}</code>} <span className="quiet small">{type}</span>{' '}
        <span className="quiet small">{words.apiPage.took(number(Math.round(tookMs)))}</span>
      </p>
      <details className="small">
        <summary>{words.apiPage.headers}</summary>
        <dl className="api-headers">
          {headers.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre className="code api-answer" tabIndex={0}>
        {pretty(text, type)}
      </pre>
      {isCut && <p className="quiet small">{words.apiPage.cut}</p>}
    </section>
  )
}

/** JSON with line ends, as long as nothing in it would change by that. */
function pretty(text: string, type: string): string {
  if (!type.includes('json') || /\d{16}/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
