import { InvalidArgumentError } from 'commander'

export function parseSeq(text: string): number {
  const seq = Number(text)
  if (!Number.isSafeInteger(seq) || seq < 0) throw new InvalidArgumentError('It must be a whole number.')
  return seq
}

export function parseTime(text: string): Date {
  const time = new Date(text)
  if (!/^\d{4}-/.test(text) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('It must be a time such as 2026-07-01.')
  return time
}
