import { useEffect, useRef, useState } from 'react'
import type { Operation } from '../../data/openapi.js'
import { useWords } from '../../words/words.js'
import { TryOut } from './try-out.js'

interface Props {
  operation: Operation
  token: string
  /** The link that was followed leads here. */
  isMeant: boolean
}

/** One address; what it takes and answers is drawn when it is opened. */
export function OperationBox({ operation, token, isMeant }: Props) {
  const { words } = useWords()
  const box = useRef<HTMLDetailsElement>(null)
  const [isOpen, setOpen] = useState(isMeant)
  const { method, path, summary, security, operationId } = operation
  useEffect(() => {
    if (!isMeant) return
    setOpen(true)
    box.current?.scrollIntoView()
  }, [isMeant])
  return (
    <details
      ref={box}
      id={operationId}
      open={isOpen}
      className="api-operation"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <code className={`api-method api-${method === 'GET' ? 'reads' : 'changes'}`}>{method}</code>
        <code className="api-path">{path}</code>
        <span className="quiet">
          {summary}
          {security && ` · ${words.apiPage.needsToken}`}
        </span>
      </summary>
      {isOpen && (
        <div className="api-inside">
          <p className="small">
            <a href={`#${operationId}`}>{words.apiPage.link}</a>
          </p>
          <TryOut operation={operation} token={token} />
          <Errors operation={operation} />
        </div>
      )}
    </details>
  )
}

function Errors({ operation: { responses } }: { operation: Operation }) {
  const { words } = useWords()
  const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400)
  return (
    <>
      <h3>{words.apiPage.errors}</h3>
      <table className="listing small">
        <tbody>
          {refusals.map(([status, { 'x-error-codes': codes = [] }]) => (
            <tr key={status}>
              <th scope="row">{status}</th>
              <td>
                {codes.map((code) => (
                  <code key={code} className="api-code">
                    {code}
                  </code>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
