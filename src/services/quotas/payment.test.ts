import { expect, test } from 'vitest'
import type { Grant } from '../grants.js'
import { PART_BYTES, UNKNOWN_BYTES } from './egress.js'
import { createPayment } from './payment.js'

const grant = { repo: { namespaceId: 7 } } as Grant

/** A voucher with so many bytes. */
function voucher(budget: number) {
  const state = { left: budget, spent: 0, open: 0 }
  const more = async () => {
    const amount = Math.min(PART_BYTES, state.left)
    if (amount === 0) return undefined
    state.left -= amount
    state.open++
    const settle = async (used: number) => {
      state.open--
      state.spent += used
      state.left += amount - used
    }
    return { amount, settle }
  }
  return { state, egress: { admit: more, more } }
}
const soon = () => new Promise((resolve) => setImmediate(resolve))

test('an answer of unknown length goes on as long as the voucher pays', async () => {
  const budget = 2.5 * PART_BYTES
  const { state, egress } = voucher(budget)
  const payment = createPayment(egress, 'clone')
  payment.add(grant)
  await payment.admit(UNKNOWN_BYTES)
  expect(state.open).toBe(1)
  for (let sent = 0; sent <= budget; sent += PART_BYTES / 8) {
    expect(payment.covers(sent), `${sent}`).toBe(true)
    await soon()
  }
  expect(payment.covers(budget + 1)).toBe(false)
  await payment.settle(budget - 5)
  expect(state).toEqual({ left: 5, spent: budget - 5, open: 0 })
})

test('a voucher smaller than a part pays what it has', async () => {
  const { state, egress } = voucher(500)
  const payment = createPayment(egress, 'is-valid')
  payment.add(grant)
  await payment.admit(UNKNOWN_BYTES)
  expect([payment.covers(500), payment.covers(501)]).toEqual([true, false])
  await payment.settle(20)
  expect(state).toEqual({ left: 480, spent: 20, open: 0 })
})
