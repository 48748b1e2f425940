import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Copyable, saveText } from '../../components/govern/copy.js'
import { Field, Shown } from '../../components/govern/parts.js'
import { QrPicture } from '../../components/govern/qr-picture.js'
import { Refusal } from '../../components/govern/refusal.js'
import {
  proposeSecondFactor,
  useConfirmSecondFactor,
  useRemoveSecondFactor,
  useSecondFactor,
} from '../../data/account.js'
import { useFormats, useWords } from '../../words/words.js'

/** One-time codes: how they stand, setting them up, recovery codes. */
export function SecondFactor() {
  const { words } = useWords()
  const { number } = useFormats()
  const factor = useSecondFactor()
  const propose = useMutation({ mutationFn: proposeSecondFactor })
  const confirm = useConfirmSecondFactor()
  const remove = useRemoveSecondFactor()
  const turnOff = async () => {
    await remove.mutateAsync()
    // the key and the codes of before are worth nothing now
    propose.reset()
    confirm.reset()
  }
  return (
    <section>
      <h2>{words.account.secondFactor}</h2>
      <p className="lead">{words.account.secondFactorWhat}</p>
      {confirm.data && <RecoveryCodes codes={confirm.data.recoveryCodes} />}
      <Shown asked={factor}>
        {({ on, recoveryCodesLeft }) =>
          on ? (
            <p className="actions">
              <span className="state good">{words.account.secondFactorOn(number(recoveryCodesLeft))}</span>
              <Confirm
                label={words.account.turnOff}
                what={words.account.turnOffWhat}
                act={turnOff}
                isDangerous
              />
            </p>
          ) : propose.data ? (
            <SetUp proposal={propose.data} confirm={confirm} />
          ) : (
            <p className="actions">
              <span className="state">{words.account.secondFactorOff}</span>
              <button type="button" disabled={propose.isPending} onClick={() => propose.mutate()}>
                {words.account.turnOn}
              </button>
            </p>
          )
        }
      </Shown>
      {propose.error && <Refusal error={propose.error} />}
    </section>
  )
}

interface SetUpProps {
  proposal: { secret: string; uri: string }
  confirm: ReturnType<typeof useConfirmSecondFactor>
}

function SetUp({ proposal: { secret, uri }, confirm }: SetUpProps) {
  const { words } = useWords()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    confirm.mutate(String(new FormData(event.currentTarget).get('code')))
  }
  return (
    <form className="form" onSubmit={submit}>
      <p>{words.account.scan}</p>
      <QrPicture text={uri} label={words.account.qrLabel} />
      <Copyable text={secret} label={words.account.key} />
      <Field label={words.account.code}>
        {(id) => (
          <input
            id={id}
            name="code"
            required
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9 ]{6,8}"
            maxLength={8}
          />
        )}
      </Field>
      {confirm.error && <Refusal error={confirm.error} />}
      <div className="actions">
        <button type="submit" className="main" disabled={confirm.isPending}>
          {words.account.confirm}
        </button>
      </div>
    </form>
  )
}

function RecoveryCodes({ codes }: { codes: string[] }) {
  const { words } = useWords()
  return (
    <div className="panel" role="status">
      <h3>{words.account.recoveryTitle}</h3>
      <p>{words.account.recoveryWhat}</p>
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <button type="button" onClick={() => saveText('databelt-recovery-codes.txt', `${codes.join('\n')}\n`)}>
        {words.account.recoveryFile}
      </button>
    </div>
  )
}
