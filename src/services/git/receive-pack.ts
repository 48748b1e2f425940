import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { ByteReader, CutOff } from '../../codecs/byte-reader.js'
import { readPushRequest } from '../../codecs/push-protocol.js'
import { HubError } from '../../core/errors.js'
import type { Grant } from '../access.js'
import { PushAnswer } from './push-answer.js'
import { faultOfPush } from './push-fault.js'
import { type IntakeNeeds, type OpenPush, takePack } from './push-intake.js'
import { landPush } from './push-landing.js'
import { outcomesOf, planMoves, refuseRest, refuseTogether, tipsOf } from './push-plan.js'
import { createTurns } from './turns.js'

export interface Push {
  /** The answer to the client. */
  output: Readable
  /** Resolves when the push has ended, whether taken or refused; rejects on a fault of the hub. */
  done: Promise<void>
}

const TURNS = { atOnce: 4, waiting: 100, waitMs: 120_000 }
/** A client that is still sending does not hear an answer; what it sends after an error is passed over for so long. */
const DRAIN_MS = 60_000

/** Takes pushes: a pack is checked in quarantine, read back into rows, and made visible in one transaction. */
export function createReceivePack(needs: IntakeNeeds) {
  const turns = createTurns(TURNS)

  /** Begins a push; the rest of it runs while `output` is read. Throws BadRequest, TruncatedBody or Busy. */
  async function receive(grant: Grant<'repo:write'>, body: AsyncGenerator<Uint8Array>): Promise<Push> {
    const endTurn = await turns.take()
    const end = () => {
      endTurn()
      // lets go of what the client may still be sending
      void body.return(undefined)
    }
    try {
      const reader = new ByteReader(body)
      const request = await readPushRequest(reader).catch(badRequest)
      const answer = new PushAnswer(request.capabilities)
      const plan = planMoves(request.commands)
      const push = { grant, plan, atomic: request.capabilities.has('atomic'), reader, answer }
      return { output: answer.output, done: run(push).finally(end) }
    } catch (error) {
      end()
      throw error
    }
  }

  async function run(push: OpenPush): Promise<void> {
    const { plan, answer } = push
    // a client that only asks whether it may push sends no command, and gets no report
    if (plan.length === 0) return answer.close()
    try {
      await take(push)
      answer.finish('ok', outcomesOf(plan))
    } catch (error) {
      const fault = faultOfPush(error)
      refuseRest(plan, fault.reason)
      await drain(push.reader)
      answer.say(fault.advice)
      answer.finish(fault.unpacked, outcomesOf(plan))
      if (fault.isBug) throw error
    }
  }

  async function take(push: OpenPush): Promise<void> {
    const { plan, atomic } = push
    if (atomic) refuseTogether(plan)
    if (tipsOf(plan).length > 0) return takePack(needs, push)
    await drain(push.reader)
    await landPush(needs, push.grant, { plan, atomic, content: undefined })
  }

  return { receive }
}

/** Reads what is left of the request, for a while. */
async function drain(reader: ByteReader): Promise<void> {
  const read = async () => {
    for await (const _ of reader.rest());
  }
  await Promise.race([read().catch(() => {}), sleep(DRAIN_MS, undefined, { ref: false })])
}

function badRequest(error: unknown): never {
  if (error instanceof HubError) throw error
  if (error instanceof CutOff) throw new HubError('TruncatedBody')
  throw new HubError('BadRequest', { why: error instanceof Error ? error.message : 'not a push' })
}
