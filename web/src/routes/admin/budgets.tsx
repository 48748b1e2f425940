import type { FormEvent } from 'react'
import { useState } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Field, MoreButton, Said, Shown } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { VoucherTable } from '../../components/govern/voucher-table.js'
import {
  type QuotaWish,
  useAllVouchers,
  useGiveVoucher,
  useRevokeVoucher,
  useSetQuota,
} from '../../data/admin.js'
import type { Voucher } from '../../data/usage.js'
import { useAdminWords } from '../../words/admin.js'

const GB = 1_000_000_000
const SECOND_MS = 1000
const KINDS = ['storage', 'egress', 'sql'] as const

/** What owners may keep and send, and budgets beyond that. */
export function Budgets() {
  const { words } = useAdminWords()
  const vouchers = useAllVouchers()
  const revoke = useRevokeVoucher()
  return (
    <>
      <Quota />
      <section>
        <h2>{words.admin.voucherTitle}</h2>
        <Give />
      </section>
      <section>
        <h2>{words.account.vouchers}</h2>
        <Shown asked={vouchers}>
          {() => (
            <VoucherTable
              rows={vouchers.rows ?? []}
              act={({ id }) => (
                <Confirm
                  label={words.admin.revoke}
                  what={words.admin.revokeWhat}
                  act={() => revoke.mutateAsync(id)}
                  isDangerous
                />
              )}
            />
          )}
        </Shown>
        <MoreButton of={vouchers} />
      </section>
    </>
  )
}

function Quota() {
  const { words } = useAdminWords()
  const set = useSetQuota()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    const limit = (key: 'storage' | 'egressDay' | 'requests', unit: number) =>
      values.get(key) === '' ? {} : { [key]: Math.round(Number(values.get(key)) * unit) }
    const name = String(values.get('of')).trim()
    const wish = {
      ...(name.includes('/') ? { repo: name } : { namespace: name }),
      ...limit('storage', GB),
      ...limit('egressDay', GB),
      ...limit('requests', 1),
    }
    set.mutate(wish, { onSuccess: () => form.reset() })
  }
  return (
    <section>
      <h2>{words.admin.quotaTitle}</h2>
      <form className="form line" onSubmit={submit}>
        <Field label={words.admin.quotaOf}>
          {(id) => <input id={id} name="of" required maxLength={200} autoCapitalize="none" />}
        </Field>
        <Field label={words.admin.storageGb}>
          {(id) => <input id={id} name="storage" type="number" min={0} step="any" />}
        </Field>
        <Field label={words.admin.egressDayGb}>
          {(id) => <input id={id} name="egressDay" type="number" min={0} step="any" />}
        </Field>
        <Field label={words.account.requestsLimit}>
          {(id) => <input id={id} name="requests" type="number" min={0} step={1} />}
        </Field>
        <button type="submit" disabled={set.isPending}>
          {words.account.save}
        </button>
      </form>
      <p className="quiet small">{words.admin.quotaHint}</p>
      {set.error && <Refusal error={set.error} />}
      <Said>{set.isSuccess && words.admin.quotaSaved(nameOf(set.variables))}</Said>
    </section>
  )
}

const nameOf = (wish: QuotaWish): string => ('repo' in wish ? wish.repo : wish.namespace)

function Give() {
  const { words } = useAdminWords()
  const give = useGiveVoucher()
  const [kind, setKind] = useState<Voucher['kind']>('storage')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    const wish = {
      to: String(values.get('to')).trim(),
      kind,
      budget: Math.round(Number(values.get('amount')) * (kind === 'sql' ? SECOND_MS : GB)),
      expiresAt: new Date(`${values.get('expires')}T23:59:59`).toISOString(),
      note: String(values.get('note')),
    }
    give.mutate(wish, { onSuccess: () => form.reset() })
  }
  return (
    <form className="form line" onSubmit={submit}>
      <Field label={words.admin.to}>
        {(id) => <input id={id} name="to" required maxLength={96} autoCapitalize="none" />}
      </Field>
      <Field label={words.admin.kind}>
        {(id) => (
          <select id={id} value={kind} onChange={(event) => setKind(event.target.value as Voucher['kind'])}>
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {words.account.voucherKinds[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={`${words.admin.amount} (${words.admin.unit[kind]})`}>
        {(id) => <input id={id} name="amount" type="number" required min={0.001} step="any" />}
      </Field>
      <Field label={words.account.expires}>
        {(id) => <input id={id} name="expires" type="date" required />}
      </Field>
      <Field label={words.admin.note}>{(id) => <input id={id} name="note" maxLength={500} />}</Field>
      <button type="submit" disabled={give.isPending}>
        {words.admin.give}
      </button>
      {give.error && <Refusal error={give.error} />}
      <Said>{give.isSuccess && words.admin.given(give.variables.to)}</Said>
    </form>
  )
}
